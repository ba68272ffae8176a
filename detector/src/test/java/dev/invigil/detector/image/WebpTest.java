// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebpTest {
    private static final BufferedImage COLOUR = Pictures.gradient(61, 47, BufferedImage.TYPE_INT_RGB);

    private final ImageDecoder decoder = new ImageDecoder();

    /** Files and checksums of their pixels as Pillow 12.3.0 gives them: without and with alpha. */
    @ParameterizedTest
    @CsvSource({
        "6200999f, UklGRt4AAABXRUJQVlA4INIAAABQBwCdASo9AC8APm00lUikIqIiIqrogA2JZGnhHkfOkjUCfJckCBK5BmSpV2BjJ70gIOfK1ZWZrZOI/mqP9V9fKssAAP72zPt5f5MvSH/7aUP+hEJ+WsLyVF8uCbwdHEnXgaNHIBQU6BsMn75/v7KqqJ6hVRr0z3SEOr5Af/sUPMHut3asXDYRFn5u9muZdGn84HSntmGfMaXrRqdFB1VtPcmib4EqAxo4LA0U3WRfn24aCN2kPyWnSDO7CTn05NoQ3lc6z6CE4pvYAGYMh/5aagA=",
        "453f6c52, UklGRg4BAABXRUJQVlA4WAoAAAAQAAAAPAAALgAAQUxQSBcAAAABuYzof4BM2qYVVv/i9o+ICZgAajqnFwBWUDgg0AAAAJAHAJ0BKj0ALwA+bTSWSKQioiEiqjCADYlkaeEeSAsQrSgrUAqWG2P+BSm3naDUMdg+0YO54+Al+20dmiB/E/e1zRjIAAD+9sz7eX+TL0h/+2lD/9C2a/8tYXzLr9drzAISfZQHkE2EcG3FO2O4ioQrhJSoULQ4PXHRLK+Q2RAVUrZuXJmXZOKxtOPNDg2WgQl4DGzwtmOZZ4jkczgA9AQAYv9hLlAyOLVjJgUdUwTf7QeHGTxmScEPe4LhrsnsuRz6IDAE8JdOAMOlfcnAAAA="
    })
    void shouldReadLossyFilesAsPillowDoes(String checksum, String file) throws Exception {
        RgbImage image = decoder.decode(Base64.getDecoder().decode(file));
        assertThat(image.width()).isEqualTo(61);
        assertThat(image.height()).isEqualTo(47);
        CRC32 crc = new CRC32();
        crc.update(image.rgb());
        assertThat(crc.getValue()).isEqualTo(Long.parseLong(checksum, 16));
    }

    @Test
    void shouldReadTheExactSamplesOfALosslessFile() throws Exception {
        byte[] rgb = decoder.decode(Pictures.encode(COLOUR, "webp", "Lossless", false))
                .rgb();
        for (int i = 0; i < rgb.length; i++) {
            assertThat(rgb[i] & 0xff).isEqualTo(COLOUR.getRaster().getSample(i / 3 % 61, i / 3 / 61, i % 3));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Lossy", "Lossless"})
    void shouldRefuseEveryTruncation(String compression) {
        byte[] whole = Pictures.encode(COLOUR, "webp", compression, false);
        for (int length = 12; length < whole.length; length += 7) {
            assertThat(fault(Arrays.copyOf(whole, length))).isEqualTo(ImageFault.TRUNCATED);
        }
    }

    @Test
    void shouldRefuseALossyFileWhoseDataEndEarly() {
        byte[] whole = Pictures.encode(COLOUR, "webp", "Lossy", false);
        byte[] half = Arrays.copyOf(whole, whole.length / 2 & ~1);
        ByteBuffer.wrap(half)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(4, half.length - 8)
                .putInt(16, half.length - 20);
        assertThat(fault(half)).isIn(ImageFault.TRUNCATED, ImageFault.CORRUPT);
    }

    @Test
    void shouldRefuseAHugeImageByItsHeaderAlone() {
        byte[] lossy = Pictures.encode(COLOUR, "webp", "Lossy", false);
        ByteBuffer.wrap(lossy).order(ByteOrder.LITTLE_ENDIAN).putInt(26, 0x3FFF_3FFF);
        assertThat(fault(lossy)).isEqualTo(ImageFault.TOO_LARGE);
        byte[] lossless = Pictures.encode(COLOUR, "webp", "Lossless", false);
        ByteBuffer.wrap(lossless).order(ByteOrder.LITTLE_ENDIAN).putInt(21, 0x0FFF_FFFF);
        assertThat(fault(lossless)).isEqualTo(ImageFault.TOO_LARGE);
    }

    @Test
    void shouldRefuseAnAnimation() {
        byte[] file = new byte[40];
        ByteBuffer.wrap(file)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(32)
                .put("WEBPVP8X".getBytes(StandardCharsets.US_ASCII))
                .putInt(10)
                .put((byte) 2);
        assertThat(fault(file)).isEqualTo(ImageFault.UNSUPPORTED);
    }

    @ParameterizedTest
    @CsvSource({"avif, AVIF", "avis, AVIF", "heic, HEIC", "mif1, HEIC"})
    void shouldRefuseOtherModernFormatsByName(String brand, String named) {
        byte[] file = new byte[100];
        ByteBuffer.wrap(file).putInt(24).put(("ftyp" + brand).getBytes(StandardCharsets.US_ASCII));
        UnreadableImageException refusal =
                catchThrowableOfType(UnreadableImageException.class, () -> decoder.decode(file));
        assertThat(refusal.fault()).isEqualTo(ImageFault.UNSUPPORTED);
        assertThat(refusal).hasMessageContaining(named).hasMessageContaining("send a JPEG, PNG, BMP, TIFF or WebP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x2.jfif", "X.JPE", "a.b.webp", "c.TIFF", "d.bmp"})
    void shouldExpectImagesByTheEndingOfTheirNames(String name) {
        assertThat(ImageFormat.isNamedAsImage(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"notes.txt", "jpg", "x.jpg.part", "x.", ".DS_Store", "x.avif"})
    void shouldNotExpectImagesByOtherEndings(String name) {
        assertThat(ImageFormat.isNamedAsImage(name)).isFalse();
    }

    private ImageFault fault(byte[] file) {
        UnreadableImageException refusal =
                catchThrowableOfType(UnreadableImageException.class, () -> decoder.decode(file));
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal.fault();
    }
}
