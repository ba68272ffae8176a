// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected samples are those of Pillow 12.3.0, which turns a TIFF when it opens it. */
class OrientationTest {
    private static final short ORIENTATION = 274;
    private static final short SHORT = 3;

    @ParameterizedTest
    @CsvSource({
        "1, 2, 0 3 6 9 12 15",
        "2, 2, 6 3 0 15 12 9",
        "3, 2, 15 12 9 6 3 0",
        "4, 2, 9 12 15 0 3 6",
        "5, 3, 0 9 3 12 6 15",
        "6, 3, 9 0 12 3 15 6",
        "7, 3, 15 6 12 3 9 0",
        "8, 3, 6 15 3 12 0 9",
        "9, 2, 0 3 6 9 12 15",
        "0, 2, 0 3 6 9 12 15"
    })
    void shouldTurnATiffAsPillowDoes(int orientation, int height, String samples) throws Exception {
        for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_3BYTE_BGR}) {
            byte[] tiff = tiff(type, orientation);
            ImageDecoder decoder = new ImageDecoder();

            RgbImage image = decoder.decode(tiff);
            assertThat(image.height()).isEqualTo(height);
            assertThat(image.toGrey().grey()).containsExactly(bytes(samples));
            assertThat(decoder.decodeGrey(tiff).grey()).as("a mask").containsExactly(bytes(samples));
        }
    }

    private static byte[] tiff(int type, int orientation) {
        BufferedImage image = new BufferedImage(3, 2, type);
        for (int i = 0; i < 6; i++) {
            for (int band = 0; band < image.getRaster().getNumBands(); band++) {
                image.getRaster().setSample(i % 3, i / 3, band, 3 * i);
            }
        }
        byte[] tiff = Pictures.encode(image, "tiff");
        int resolution = Pictures.find(tiff, 1, 0x1A, 0, 5);
        ByteBuffer.wrap(tiff)
                .putShort(resolution, ORIENTATION)
                .putShort(resolution + 2, SHORT)
                .putInt(resolution + 4, 1)
                .putShort(resolution + 8, (short) orientation);
        return tiff;
    }

    private static byte[] bytes(String samples) {
        String[] words = samples.split(" ");
        byte[] bytes = new byte[words.length];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = Byte.parseByte(words[i]);
        }
        return bytes;
    }
}
