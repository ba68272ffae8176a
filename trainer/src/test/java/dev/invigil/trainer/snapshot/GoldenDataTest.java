// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.benchmark.dataset.BrokenDataException;
import dev.invigil.trainer.RenderedParts;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenDataTest {
    @TempDir
    private Path golden;

    @BeforeEach
    void render() throws IOException {
        RenderedParts.write(golden, "lime", new Color(110, 170, 50), 3);
    }

    @Test
    void shouldLeaveOutAProductWithoutImages() throws IOException {
        Files.createDirectories(golden.resolve("empty/train/good"));

        GoldenData data = GoldenData.read(golden);

        assertThat(data.images()).hasSize(7).allMatch(image -> image.product().equals("lime"));
        assertThat(data.notes()).contains("empty: it contains no images that can be read; the product is left out");
    }

    /** The header of the file is whole, so only decoding shows the damage. */
    @Test
    void shouldLeaveOutImagesThatCannotBeDecoded() throws IOException {
        byte[] jpeg = jpeg();
        Files.write(golden.resolve("lime/train/good/cut.jpg"), Arrays.copyOf(jpeg, jpeg.length / 3));
        Files.write(golden.resolve("lime/test/good/empty.png"), new byte[0]);

        GoldenData data = GoldenData.read(golden);

        assertThat(data.images()).hasSize(7);
        assertThat(data.notes()).anySatisfy(note -> assertThat(note)
                .startsWith("2 images that cannot be read are left out")
                .contains("lime/train/good/cut.jpg (", "lime/test/good/empty.png ("));
    }

    @Test
    void shouldSayWhyNothingIsLeft(@TempDir Path other) throws IOException {
        Files.createDirectories(other.resolve("empty/train/good"));

        assertThatThrownBy(() -> GoldenData.read(other))
                .isInstanceOf(BrokenDataException.class)
                .hasMessageContaining("empty: it contains no images");
    }

    private static byte[] jpeg() throws IOException {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 64; i++) {
            image.setRGB(i, (i * 7) % 64, 0xFFFFFF);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", bytes);
        return bytes.toByteArray();
    }
}
