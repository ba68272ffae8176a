// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.model.Preprocessing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLayoutTest {
    @TempDir
    Path root;

    private DataTree tree;

    @BeforeEach
    void plant() {
        tree = new DataTree(root);
    }

    @Test
    void shouldPairEachDefectOfMvtecWithItsMaskAndOrderByName() throws Exception {
        tree.pictures(
                "cap/train/good/b.png",
                "cap/train/good/a.jpg",
                "cap/test/good/000.png",
                "cap/test/scratch/000.png",
                "cap/ground_truth/scratch/000_mask.png",
                "bolt/train/good/0.bmp");

        DataSet data = DataSet.read(root);

        assertThat(data.layout()).isEqualTo(Layout.MVTEC);
        assertThat(data.classes()).extracting(ProductClass::name).containsExactly("bolt", "cap");
        ProductClass cap = data.classes().get(1);
        assertThat(cap.train()).containsExactly(picture("cap/train/good/a.jpg"), picture("cap/train/good/b.png"));
        assertThat(cap.test()).extracting(TestPhotograph::defect).containsExactly("good", "scratch");
        assertThat(cap.test().get(1).mask()).hasValue(root.resolve("cap/ground_truth/scratch/000_mask.png"));
    }

    @Test
    void shouldTakeAFolderThatIsItselfAClass() throws Exception {
        tree.pictures("cap/train/good/a.png");

        assertThat(DataSet.read(root.resolve("cap")).classes())
                .extracting(ProductClass::name)
                .containsExactly("cap");
    }

    @Test
    void shouldReadDefectsWithoutMasksAndSaySoOnce() throws Exception {
        tree.picture("cap/test/scratch/000.png", 6, 4).picture("cap/test/scratch/001.png", 7, 4);

        DataSet data = DataSet.read(root);

        assertThat(data.classes().get(0).test()).hasSize(2).noneMatch(TestPhotograph::isLocated);
        assertThat(data.notes())
                .containsExactly("cap: 2 of 2 defective images have no mask (cap/test/scratch/000.png,"
                        + " cap/test/scratch/001.png), so the product has no pixel metrics");
    }

    @Test
    void shouldKeepTheNamesOfSymbolicLinks() throws Exception {
        tree.pictures("store/a/v3/train/good/0.png", "store/b/v3/train/good/0.png");
        Path data = Files.createDirectories(root.resolve("data"));
        Files.createSymbolicLink(data.resolve("left"), root.resolve("store/a/v3"));
        Files.createSymbolicLink(data.resolve("right"), root.resolve("store/b/v3"));

        assertThat(DataSet.read(data).classes()).extracting(ProductClass::name).containsExactly("left", "right");
        assertThat(DataSet.read(data.resolve("left")).classes())
                .extracting(ProductClass::name)
                .containsExactly("left");
        Path plain = Files.createDirectories(root.resolve("plain"));
        Files.createSymbolicLink(plain.resolve("left"), root.resolve("store/a/v3/train/good"));
        assertThat(DataSet.readGoodParts(plain, Optional.empty(), OptionalInt.empty())
                        .classes())
                .extracting(ProductClass::name)
                .containsExactly("left");
    }

    @Test
    void shouldTakeComposedAndDecomposedLettersForOneProductDefectAndMask() throws Exception {
        tree.pictures("Pr\u00fcfling/train/good/0.png", "Pru\u0308fling/train/good/1.png")
                .pictures(
                        "Pr\u00fcfling/test/gru\u0308n/u\u0308.png",
                        "Pr\u00fcfling/ground_truth/gr\u00fcn/\u00fc_mask.png");

        DataSet data = DataSet.read(root);

        assertThat(data.classes()).extracting(ProductClass::name).containsExactly("Pr\u00fcfling");
        assertThat(data.classes().get(0).train()).hasSize(2);
        assertThat(data.classes().get(0).test()).singleElement().satisfies(test -> {
            assertThat(test.defect()).isEqualTo("gr\u00fcn");
            assertThat(test.isLocated()).isTrue();
        });
    }

    @Test
    void shouldReadImagesWhoseNamesAreNotText() throws Exception {
        tree.pictures("cap/train/good/0.png", "cap/test/scratch/0.png", "cap/ground_truth/scratch/0_mask.png");
        Path image = DataTree.bytesOfName(root.resolve("cap/train/good"), "Pr\u00fcfling.png");
        Files.move(root.resolve("cap/train/good/0.png"), image);
        Files.move(
                root.resolve("cap/test/scratch/0.png"),
                DataTree.bytesOfName(root.resolve("cap/test/scratch"), "\u00fc.png"));
        Files.move(
                root.resolve("cap/ground_truth/scratch/0_mask.png"),
                DataTree.bytesOfName(root.resolve("cap/ground_truth/scratch"), "\u00fc_mask.png"));

        ProductClass cap = DataSet.read(root).classes().get(0);

        assertThat(cap.train()).containsExactly(Picture.of(image));
        assertThat(new Photographs(Preprocessing.imageNet(4, 4))
                        .picture(cap.train().get(0))
                        .width())
                .isEqualTo(4);
        assertThat(cap.test().get(0).isLocated()).isTrue();
    }

    @Test
    void shouldSayThatAProductWhoseNameIsNotTextCannotBeNamed() throws Exception {
        tree.pictures("cap/train/good/0.png");
        Files.move(root.resolve("cap"), DataTree.bytesOfName(root, "Pr\u00fcfling"));

        assertThatThrownBy(() -> DataSet.read(root)).hasMessageContainingAll("is not text", "rename it");
    }

    @Test
    void shouldCountAndNameWhatIsLeftOutAndReadWhateverEndingAnImageHas() throws Exception {
        tree.pictures("cap/train/good/0.png", "cap/train/good/1.jpg", "cap/train/good/3.bmp");
        Path good = root.resolve("cap/train/good");
        Files.move(good.resolve("1.jpg"), good.resolve("1.jfif"));
        Files.copy(good.resolve("1.jfif"), good.resolve("2.image"));
        Files.copy(good.resolve("0.png"), good.resolve("0.png.filepart"));
        tree.bytes("cap/train/good/x1.gif", new byte[] {'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0, 0, 0, 0})
                .text("cap/train/good/notes.txt", "seven")
                .text("cap/train/good/.DS_Store", "x")
                .text("cap/train/good/._0.png", "x")
                .text("cap/train/good/Thumbs.db", "x");

        DataSet data = DataSet.read(root, Optional.empty(), OptionalInt.empty(), DataUse.TRAINING);

        assertThat(data.classes().get(0).train())
                .extracting(image -> image.file().getFileName().toString())
                .containsExactly("0.png", "1.jfif", "2.image", "3.bmp");
        assertThat(data.notes().get(0))
                .startsWith(
                        "3 files ignored: cap/train/good/0.png.filepart (an unfinished copy, according to its name),"
                                + " cap/train/good/notes.txt (not an image), cap/train/good/x1.gif (GIF is not supported");
    }

    @Test
    void shouldReadBtadWithMasksOfAnotherExtension() throws Exception {
        tree.pictures(
                "01/train/ok/0000.bmp", "01/test/ok/0000.bmp", "01/test/ko/0001.bmp", "01/ground_truth/ko/0001.png");

        DataSet data = DataSet.read(root);

        assertThat(data.layout()).isEqualTo(Layout.BTAD);
        ProductClass first = data.classes().get(0);
        assertThat(first.train()).containsExactly(picture("01/train/ok/0000.bmp"));
        assertThat(first.test()).extracting(TestPhotograph::defect).containsExactly("ko", "good");
        assertThat(first.test().get(0).mask()).hasValue(root.resolve("01/ground_truth/ko/0001.png"));
    }

    @Test
    void shouldLearnFromTheValidationPartsOfMvtecAd2AndTestOnThePublicOnes() throws Exception {
        tree.pictures(
                "can/train/good/000.png",
                "can/validation/good/000.png",
                "can/test_public/good/000.png",
                "can/test_public/bad/001.png",
                "can/test_public/ground_truth/bad/001_mask.png",
                "can/test_private/000.png",
                "can/test_private_mixed/000.png");

        DataSet data = DataSet.read(root);

        assertThat(data.layout()).isEqualTo(Layout.MVTEC_AD_2);
        ProductClass can = data.classes().get(0);
        assertThat(can.train())
                .containsExactly(picture("can/train/good/000.png"), picture("can/validation/good/000.png"));
        assertThat(can.test()).extracting(TestPhotograph::defect).containsExactly("bad", "good");
    }

    @Test
    void shouldAskWhenClassesAreOfDifferentLayouts() throws Exception {
        tree.pictures("cap/train/good/0.png", "01/train/ok/0.png");

        assertThatThrownBy(() -> DataSet.read(root)).hasMessageContainingAll("more than one layout", "mvtec", "btad");
    }

    private Picture picture(String name) {
        return Picture.of(root.resolve(name));
    }
}
