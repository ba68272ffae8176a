// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
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
    void shouldNameEveryMissingMaskAtOnce() throws Exception {
        tree.pictures("cap/test/scratch/000.png", "cap/test/scratch/001.png");

        assertThatThrownBy(() -> DataSet.read(root))
                .isInstanceOf(BrokenDataException.class)
                .hasMessageContainingAll(
                        "2 problems", "cap/ground_truth/scratch/000_mask.png", "cap/ground_truth/scratch/001_mask.png");
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
