// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checksums are those of Pillow 12.3.0 and 13.0.0 for the same samples. */
class ResizeVersionTest {
    @ParameterizedTest
    @CsvSource({
        "269, 218, 256, 256, BILINEAR, d9d5ced9, ea9c6e5d, 34d12c6d, 360ee485",
        "218, 269, 256, 256, BILINEAR, 0a706586, 7dc3f91a, 0a706586, 7dc3f91a",
        "900, 700, 256, 256, BILINEAR, a6bdb1c1, 3139a86c, a6bdb1c1, 3139a86c",
        "900, 400, 256, 256, BILINEAR, 609e0505, 1e2ecb59, 61a63abf, 7f788855",
        "1024, 1024, 256, 256, BILINEAR, 03e271c5, f418e5ae, 03e271c5, f418e5ae",
        "400, 218, 32, 32, BILINEAR, 8cf43d77, d5258906, 8cf43d77, d5258906",
        "400, 218, 64, 64, BILINEAR, be3c307c, d4119f41, bc279683, b5b94037",
        "269, 218, 64, 256, LANCZOS, c22c2a2b, b9c23d71, b16af5e5, 6a965977",
        "100, 300, 50, 300, BILINEAR, cb2bbc51, 4a4eb4c0, cb2bbc51, 4a4eb4c0",
        "50, 300, 100, 64, BILINEAR, d6664ec9, d9746d64, d6664ec9, d9746d64"
    })
    void shouldResizeAsThatPillowDoes(
            int height,
            int width,
            int toHeight,
            int toWidth,
            ResizeFilter filter,
            String rgb12,
            String grey12,
            String rgb13,
            String grey13) {
        RgbImage image = new RgbImage(height, width, samples(height, width, 3));
        assertThat(crc(image.resized(toHeight, toWidth, filter).rgb()))
                .as("the default")
                .isEqualTo(rgb12);
        assertThat(crc(image.resized(toHeight, toWidth, filter, ResizeVersion.PILLOW_12)
                        .rgb()))
                .isEqualTo(rgb12);
        assertThat(crc(image.resized(toHeight, toWidth, filter, ResizeVersion.PILLOW_13)
                        .rgb()))
                .isEqualTo(rgb13);
        byte[] grey = samples(height, width, 1);
        assertThat(crc(PillowResize.resize(grey, height, width, 1, toHeight, toWidth, filter, ResizeVersion.PILLOW_12)))
                .isEqualTo(grey12);
        assertThat(crc(PillowResize.resize(grey, height, width, 1, toHeight, toWidth, filter, ResizeVersion.PILLOW_13)))
                .isEqualTo(grey13);
    }

    @Test
    void shouldBeKnownByTheNameInTheManifest() {
        for (ResizeVersion version : ResizeVersion.values()) {
            assertThat(ResizeVersion.of(version.id())).isEqualTo(version);
        }
        assertThatThrownBy(() -> ResizeVersion.of("pillow-14"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pillow-14")
                .hasMessageContaining("pillow-12, pillow-13");
    }

    private static byte[] samples(int height, int width, int channels) {
        byte[] samples = new byte[height * width * channels];
        int i = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int channel = 0; channel < channels; channel++) {
                    samples[i++] = (byte) (x * 7 + y * 13 + x * y % 31 + channel * 50);
                }
            }
        }
        return samples;
    }

    private static String crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return "%08x".formatted(crc.getValue());
    }
}
