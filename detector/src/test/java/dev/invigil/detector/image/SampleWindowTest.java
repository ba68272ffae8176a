// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleWindowTest {
    @Test
    void shouldTakeTheUpperByteByDefault() {
        for (int sample = 0; sample <= 65535; sample++) {
            assertThat(SampleWindow.FULL.narrow(sample)).isEqualTo(sample >> 8);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "12, 0, 0",
        "12, 15, 0",
        "12, 16, 1",
        "12, 4095, 255",
        "12, 4096, 255",
        "12, 65535, 255",
        "8, 200, 200",
        "8, 256, 255",
        "1000:3000, 999, 0",
        "1000:3000, 1000, 0",
        "1000:3000, 2000, 128",
        "1000:3000, 3000, 255",
        "1000:3000, 3001, 255",
        "0:300, 150, 128"
    })
    void shouldSpreadTheWindowOverEightBits(String window, int sample, int expected) {
        assertThat(SampleWindow.parse(window).narrow(sample)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8", "12", "16", "1000:3000", "0:4094"})
    void shouldReadWhatItWrites(String text) {
        assertThat(SampleWindow.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "17", "auto", "-3:5", "5:5", "9:3", "0:65536", "12 ", "99999:1"})
    void shouldRefuseWhatIsNoWindow(String text) {
        assertThatThrownBy(() -> SampleWindow.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldFindTheFewestBitsForATrainingSet() {
        assertThat(SampleWindow.containing(new SampleRange(3, 4095))).hasToString("12");
        assertThat(SampleWindow.containing(new SampleRange(0, 4096))).hasToString("13");
        assertThat(SampleWindow.containing(new SampleRange(0, 65535))).isEqualTo(SampleWindow.FULL);
        assertThat(SampleWindow.containing(new SampleRange(0, 1))).hasToString("8");
    }

    @Test
    void shouldComplainOfSamplesThatDoNotFitTheWindow() {
        assertThat(SampleWindow.FULL.complaint(new SampleRange(0, 4095)))
                .hasValueSatisfying(
                        text -> assertThat(text).contains("0 to 4095").contains("--depth 12"));
        assertThat(SampleWindow.parse("12").complaint(new SampleRange(0, 60_000)))
                .hasValueSatisfying(text ->
                        assertThat(text).contains("clips").contains("60000").contains("--depth 16"));
        assertThat(SampleWindow.parse("12").complaint(new SampleRange(0, 4000))).isEmpty();
        assertThat(SampleWindow.FULL.complaint(new SampleRange(0, 30_000))).isEmpty();
    }

    /** A camera of 12 bits: on the code before, 16 grey levels were left of 256. */
    @ParameterizedTest
    @ValueSource(strings = {"png", "tiff"})
    void shouldKeepAllGreyLevelsOfATwelveBitCamera(String format) throws Exception {
        BufferedImage twelveBits = new BufferedImage(64, 64, BufferedImage.TYPE_USHORT_GRAY);
        BufferedImage eightBits = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY);
        Random random = new Random(12);
        for (int i = 0; i < 64 * 64; i++) {
            int sample = i == 0 ? 4095 : random.nextInt(4096);
            twelveBits.getRaster().setSample(i % 64, i / 64, 0, sample);
            eightBits.getRaster().setSample(i % 64, i / 64, 0, sample >> 4);
        }
        ImageDecoder decoder = new ImageDecoder(DecodeLimits.standard(), SampleWindow.ofBits(12));

        DecodedImage decoded = decoder.decode(decoder.check(Pictures.encode(twelveBits, format)), DecodeDeadline.NONE);
        DecodedImage plain = decoder.decode(decoder.check(Pictures.encode(eightBits, format)), DecodeDeadline.NONE);

        assertThat(decoded.image().rgb()).isEqualTo(plain.image().rgb());
        assertThat(decoded.range())
                .hasValueSatisfying(range -> assertThat(range.high()).isEqualTo(4095));
        assertThat(plain.range()).as("8 bits are not affected").isEmpty();
    }

    @Test
    void shouldTakeTheRangeOverAllColours() throws Exception {
        byte[] tiff = Pictures.sixteenBitTiff(List.of(10, 500, 40_000));
        ImageDecoder decoder = new ImageDecoder();
        DecodedImage decoded = decoder.decode(decoder.check(tiff), DecodeDeadline.NONE);
        assertThat(decoded.range()).contains(new SampleRange(10, 40_000));
        assertThat(decoded.image().rgb()).containsExactly(0, 1, (byte) 156);
    }
}
