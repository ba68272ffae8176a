// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.kit.OperatorException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagePoolTest {
    @TempDir
    Path folder;

    @Test
    void shouldReadPicturesOfAnyDepthShrinkLargeOnesAndLeaveIconsOut() throws Exception {
        picture("wall.png", 1200, 600);
        picture("deep/er/part.jpg", 64, 48);
        picture("icon.png", 16, 16);
        Files.writeString(folder.resolve("notes.txt"), "no picture");

        ImagePool pool = ImagePool.read(List.of(folder), (done, total) -> {});

        assertThat(pool.photographs())
                .extracting(photograph -> photograph.width() + "x" + photograph.height())
                .containsExactly("64x48", "1024x512");
        assertThat(pool.unreadable()).isEmpty();
        assertThat(pool.digest()).hasSize(64);
    }

    @Test
    void shouldNameWhatItCannotRead() throws Exception {
        picture("a.png", 64, 64);
        picture("b.png", 64, 64);
        Files.writeString(folder.resolve("torn.png"), "PNG?");

        ImagePool pool = ImagePool.read(List.of(folder), (done, total) -> {});

        assertThat(pool.photographs()).hasSize(2);
        assertThat(pool.unreadable()).singleElement().asString().contains("torn.png");
    }

    @Test
    void shouldAskForPhotographs() throws Exception {
        picture("only.png", 64, 64);

        assertThatThrownBy(() -> ImagePool.read(List.of(folder), (done, total) -> {}))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("fewer than two images");
        assertThatThrownBy(() -> ImagePool.read(List.of(folder.resolve("missing")), (done, total) -> {}))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("no such folder");
    }

    private void picture(String name, int width, int height) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(
                new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB),
                name.substring(name.lastIndexOf('.') + 1),
                file.toFile());
    }
}
