// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFormatTest {

    @ParameterizedTest
    @CsvSource({
        "ffd8ffe000104a46, JPEG",
        "89504e470d0a1a0a, PNG",
        "424d36000000,     BMP",
        "49492a0008000000, TIFF",
        "4d4d002a00000008, TIFF",
        "524946461a00000057454250, WEBP",
    })
    void shouldTellTheFormatByTheFirstBytes(String hex, ImageFormat format) {
        assertThat(ImageFormat.of(HexFormat.of().parseHex(hex))).contains(format);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ff",
                "ffd8",
                "3c68746d6c3e",
                "89504e470d0a1a",
                "52494646",
                "524946461a00000057415645",
                "474946383961",
                "49492b00"
            })
    void shouldNotTakeAnythingElseForAnImage(String hex) {
        assertThat(ImageFormat.of(HexFormat.of().parseHex(hex))).isEmpty();
    }

    @Test
    void shouldGiveIdsThatDependOnTheBordersOfTheParts() {
        assertThat(Sha256.id("ab", "c")).isNotEqualTo(Sha256.id("a", "bc")).hasSize(32);
        assertThat(Sha256.of(new byte[0]))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void shouldTellAWholeWebpFromItsBeginning() {
        // one lossless pixel: the RIFF header states 26 bytes after itself
        byte[] whole = HexFormat.of().parseHex("524946461a000000574542505650384c0d0000002f00000010071011118888fe0700");
        assertThat(ImageFormat.of(whole)).contains(ImageFormat.WEBP);
        assertThat(ImageFormat.WEBP.contentType()).isEqualTo("image/webp");
        assertThat(ImageFormat.WEBP.endsIn(whole)).isTrue();
        assertThat(ImageFormat.WEBP.endsIn(Arrays.copyOf(whole, whole.length + 10)))
                .isTrue();
        assertThat(ImageFormat.WEBP.endsIn(Arrays.copyOf(whole, whole.length - 1)))
                .isFalse();
        assertThat(ImageFormat.WEBP.endsIn(Arrays.copyOf(whole, 12))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png", "bmp", "tif"})
    void shouldTellAWholeImageFromItsBeginning(String writer) throws IOException {
        BufferedImage image = new BufferedImage(120, 90, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 120 * 90; i++) {
            image.setRGB(i % 120, i / 120, i * 2654435);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, writer, out)).isTrue();
        byte[] whole = out.toByteArray();
        ImageFormat format = ImageFormat.of(whole).orElseThrow();

        assertThat(format.endsIn(whole)).isTrue();
        assertThat(format.endsIn(Arrays.copyOf(whole, whole.length + 100))).isTrue();
        for (int length = 16; length < whole.length - 8; length += 97) {
            assertThat(format.endsIn(Arrays.copyOf(whole, length)))
                    .as("%d bytes", length)
                    .isFalse();
        }
    }
}
