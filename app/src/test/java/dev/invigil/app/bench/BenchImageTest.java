// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.kit.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchImageTest {
    @TempDir
    Path folder;

    @Test
    void shouldTakeTheProductFromTheFoldersAndLeaveMasksOut() throws IOException {
        file("bottle/test/good/1.JPG");
        file("pill/test/crack/2.png");
        file("pill/ground_truth/crack/2_mask.png");
        file("3.bmp");
        file("notes.txt");

        assertThat(BenchImage.in(folder, List.of("bottle", "pill"), 10, 1))
                .extracting(BenchImage::product)
                .containsExactlyInAnyOrder("bottle", "pill", "bottle");
    }

    @Test
    void shouldDrawTheSamePicturesForTheSameSeed() throws IOException {
        for (int i = 0; i < 20; i++) {
            Files.write(folder.resolve(i + ".png"), new byte[] {(byte) i});
        }

        assertThat(drawn(7)).hasSize(5).isEqualTo(drawn(7)).isNotEqualTo(drawn(8));
    }

    @Test
    void shouldSayThatThereAreNoPictures() {
        assertThatThrownBy(() -> BenchImage.in(folder, List.of("bottle"), 10, 1))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining(folder.toString());
    }

    private List<Byte> drawn(long seed) {
        return BenchImage.in(folder, List.of("bottle"), 5, seed).stream()
                .map(image -> image.file()[0])
                .toList();
    }

    private void file(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[] {1});
    }
}
