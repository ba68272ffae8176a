// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.invigil.detector.Fixtures;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of libjpeg's complaints lose pixels, and which do not: a test for each row of {@link DecoderComplaint}. */
class JpegComplaintTest {
    private static final BufferedImage COLOUR = Pictures.gradient(93, 61, BufferedImage.TYPE_3BYTE_BGR);
    private static final int SOS = 0xDA;

    private final ImageDecoder decoder = new ImageDecoder();

    @Test
    void shouldReadPastStrayBytesBetweenSegments() throws Exception {
        byte[] plain = Pictures.encode(COLOUR, "jpeg");
        int tables = Pictures.find(plain, 0xFF, 0xDB);
        assertThat(decoder.decode(Pictures.with(plain, tables, (byte) 0x55)).rgb())
                .isEqualTo(pixels(plain));
        assertThat(decoder.decode(Pictures.with(plain, tables, (byte) 0x55, (byte) 0xFF, (byte) 0, (byte) 1))
                        .rgb())
                .isEqualTo(pixels(plain));
        assertThat(refusal(Pictures.with(plain, tables, new byte[20])).fault()).isEqualTo(ImageFault.CORRUPT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16})
    void shouldReadPastStrayBytesBeforeEveryRestartMarker(int count) throws Exception {
        byte[] plain = Pictures.jpegWithRestarts(COLOUR, 2);
        byte[] stray = plain;
        int inserted = 0;
        for (int at = scanData(plain); at < plain.length - 2; at++) {
            if (isRestart(plain, at)) {
                byte[] junk = new byte[count];
                Arrays.fill(junk, (byte) (at * 31));
                stray = Pictures.with(stray, at + inserted, withoutMarkers(junk));
                inserted += count;
            }
        }
        assertThat(inserted).isGreaterThan(8 * count);
        assertThat(decoder.decode(stray).rgb()).isEqualTo(pixels(plain));
    }

    @Test
    void shouldReadPastStrayBytesBeforeTheEnd() throws Exception {
        byte[] plain = Pictures.encode(COLOUR, "jpeg");
        byte[] stray = Pictures.with(plain, plain.length - 2, new byte[12]);
        assertThat(decoder.decode(stray).rgb()).isEqualTo(pixels(plain));
    }

    @Test
    void shouldReadPastStrayBytesInAScanOfOneComponent() throws Exception {
        BufferedImage grey = Pictures.gradient(93, 61, BufferedImage.TYPE_BYTE_GRAY);
        byte[] plain = Pictures.jpegWithRestarts(grey, 3);
        int at = scanData(plain);
        while (!isRestart(plain, at)) {
            at++;
        }
        assertThat(decoder.decode(Pictures.with(plain, at, (byte) 7)).rgb()).isEqualTo(pixels(plain));
    }

    @Test
    void shouldTakeAnUnknownAdobeTransformForYCbCr() throws Exception {
        byte[] known = Pictures.with(Pictures.encode(COLOUR, "jpeg"), 20, adobe(1));
        byte[] unknown = Pictures.with(Pictures.encode(COLOUR, "jpeg"), 20, adobe(7));
        assertThat(decoder.decode(unknown).rgb()).isEqualTo(pixels(known));
    }

    @Test
    void shouldIgnoreScanParametersThatASequentialJpegDoesNotUse() throws Exception {
        byte[] plain = Pictures.encode(COLOUR, "jpeg");
        byte[] odd = plain.clone();
        int data = scanData(plain);
        odd[data - 3] = 1;
        odd[data - 2] = 0;
        assertThat(decoder.decode(odd).rgb()).isEqualTo(pixels(plain));
    }

    @Test
    void shouldIgnoreTheRevisionOfJfif() throws Exception {
        byte[] plain = Pictures.encode(COLOUR, "jpeg");
        byte[] odd = plain.clone();
        odd[Pictures.find(plain, 'J', 'F', 'I', 'F', 0) + 5] = 9;
        assertThat(decoder.decode(odd).rgb()).isEqualTo(pixels(plain));
    }

    @Test
    void shouldRefuseDataThatEndEarly() {
        byte[] jpeg = Pictures.encode(COLOUR, "jpeg");
        byte[] gap = Pictures.without(jpeg, jpeg.length - 62, 60);
        assertThat(complaint(gap)).isEqualTo(DecoderComplaint.PREMATURE_END);
    }

    /** libjpeg names only its first complaint: the harmless one must not hide the other. */
    @Test
    void shouldRefuseMissingBlocksBehindStrayBytes() {
        byte[] jpeg = Pictures.jpegWithRestarts(COLOUR, 2);
        int first = scanData(jpeg);
        while (!isRestart(jpeg, first)) {
            first++;
        }
        int last = jpeg.length - 3;
        while (!isRestart(jpeg, last)) {
            last--;
        }
        byte[] lossy = Pictures.with(Pictures.without(jpeg, last - 8, 8), first, (byte) 7);
        assertThat(refusal(lossy).fault()).isEqualTo(ImageFault.CORRUPT);
    }

    @Test
    void shouldRefuseCodesThatNoTableHas() {
        byte[] jpeg = Pictures.encode(COLOUR, "jpeg");
        byte[] ones = new byte[40];
        for (int i = 0; i < ones.length; i += 2) {
            ones[i] = (byte) 0xFF;
        }
        int middle = (scanData(jpeg) + jpeg.length) / 2;
        System.arraycopy(ones, 0, jpeg, middle, ones.length);
        assertThat(complaint(jpeg)).isEqualTo(DecoderComplaint.BAD_HUFFMAN_CODE);
    }

    @Test
    void shouldRefuseAnIntervalThatIsMissing() {
        byte[] jpeg = Pictures.jpegWithRestarts(COLOUR, 2);
        int at = scanData(jpeg);
        while (!isRestart(jpeg, at)) {
            at++;
        }
        jpeg[at + 1] = (byte) 0xD3;
        assertThat(complaint(jpeg)).isEqualTo(DecoderComplaint.LOST_RESTART);
    }

    @Test
    void shouldRefuseAProgressiveJpegWithoutItsFirstScan() {
        byte[] jpeg = Pictures.encode(COLOUR, "jpeg", null, true);
        int first = Pictures.find(jpeg, 0xFF, SOS);
        byte[] rest = Arrays.copyOfRange(jpeg, first + 2, jpeg.length);
        int next = Pictures.find(rest, 0xFF, 0xC4);
        byte[] without = Pictures.without(jpeg, first, next + 2);
        assertThat(complaint(without)).isEqualTo(DecoderComplaint.INCONSISTENT_PROGRESSION);
    }

    @Test
    void shouldTakeAnUnknownComplaintForHarmful() {
        assertThat(DecoderComplaint.of("something new")).isEqualTo(DecoderComplaint.OTHER);
        assertThat(DecoderComplaint.OTHER.isWorthAnotherLook()).isFalse();
    }

    /** As other decoders read them: see the case's README. */
    @ParameterizedTest
    @ValueSource(strings = {"j_rst_junk.jpg", "j_hdr_junk.jpg"})
    void shouldReadTheCamerasFilesOfTheCase(String name) throws Exception {
        Optional<Path> folder = Fixtures.shared("cases/jpeg-extraneous-bytes");
        assumeThat(folder).as("the shared case jpeg-extraneous-bytes").isPresent();
        assertThat(decoder.decode(Files.readAllBytes(folder.get().resolve(name)))
                        .rgb())
                .isEqualTo(pixels(Files.readAllBytes(folder.get().resolve("j_rst_plain.jpg"))));
    }

    private byte[] pixels(byte[] file) throws UnreadableImageException {
        return decoder.decode(file).rgb();
    }

    private DecoderComplaint complaint(byte[] file) {
        UnreadableImageException refusal = refusal(file);
        assertThat(refusal.fault()).isEqualTo(ImageFault.CORRUPT);
        return DecoderComplaint.of(refusal.getMessage());
    }

    private UnreadableImageException refusal(byte[] file) {
        UnreadableImageException refusal =
                catchThrowableOfType(UnreadableImageException.class, () -> decoder.decode(file));
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal;
    }

    private static byte[] adobe(int transform) {
        return new byte[] {
            (byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform
        };
    }

    private static int scanData(byte[] jpeg) {
        int scan = Pictures.find(jpeg, 0xFF, SOS);
        return scan + 2 + (jpeg[scan + 2] << 8) + jpeg[scan + 3];
    }

    private static boolean isRestart(byte[] jpeg, int at) {
        return jpeg[at] == (byte) 0xFF && (jpeg[at + 1] & 0xF8) == 0xD0;
    }

    private static byte[] withoutMarkers(byte[] junk) {
        for (int i = 0; i < junk.length; i++) {
            junk[i] = junk[i] == (byte) 0xFF ? 0x7F : junk[i];
        }
        return junk;
    }
}
