// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MvtecFolderTest {
    @TempDir
    Path root;

    @Test
    void shouldPairEachDefectWithItsMaskAndOrderByName() throws Exception {
        file("cap/train/good/b.png");
        file("cap/train/good/a.jpg");
        file("cap/test/good/000.png");
        file("cap/test/scratch/000.png");
        file("cap/ground_truth/scratch/000_mask.png");
        file("bolt/train/good/0.bmp");

        var classes = MvtecFolder.read(root);

        assertThat(classes).extracting(ProductClass::name).containsExactly("bolt", "cap");
        ProductClass cap = classes.get(1);
        assertThat(cap.train()).extracting(p -> p.getFileName().toString()).containsExactly("a.jpg", "b.png");
        assertThat(cap.test()).extracting(TestPhotograph::defect).containsExactly("good", "scratch");
        assertThat(cap.test().get(1).mask()).hasValue(root.resolve("cap/ground_truth/scratch/000_mask.png"));
    }

    @Test
    void shouldTakeAFolderThatIsItselfAClass() throws Exception {
        file("cap/train/good/a.png");

        assertThat(MvtecFolder.read(root.resolve("cap")))
                .extracting(ProductClass::name)
                .containsExactly("cap");
    }

    @Test
    void shouldNameEveryMissingMaskAtOnce() throws Exception {
        file("cap/test/scratch/000.png");
        file("cap/test/scratch/001.png");

        assertThatThrownBy(() -> MvtecFolder.read(root))
                .isInstanceOf(BrokenDataException.class)
                .hasMessageContaining("2 problems")
                .hasMessageContaining("cap/ground_truth/scratch/000_mask.png")
                .hasMessageContaining("cap/ground_truth/scratch/001_mask.png");
    }

    @Test
    void shouldSayWhatALayoutLooksLikeWhenThereIsNoClass() throws Exception {
        file("readme.txt");

        assertThatThrownBy(() -> MvtecFolder.read(root))
                .isInstanceOf(BrokenDataException.class)
                .hasMessageContaining("expected CLASS/train/good");
    }

    @Test
    void shouldRefuseAFolderThatIsNotThere() {
        assertThatThrownBy(() -> MvtecFolder.read(root.resolve("nowhere")))
                .isInstanceOf(BrokenDataException.class)
                .hasMessageContaining("no such folder");
    }

    @Test
    void shouldReportAClassWithoutPictures() throws Exception {
        Files.createDirectories(root.resolve("cap/train/good"));

        assertThatThrownBy(() -> MvtecFolder.read(root)).hasMessageContaining("cap: no picture");
    }

    private void file(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.createFile(file);
    }
}
