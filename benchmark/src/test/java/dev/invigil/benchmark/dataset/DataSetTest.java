// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.benchmark.BenchmarkException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetTest {
    @TempDir
    Path root;

    private DataTree tree;

    @BeforeEach
    void plant() {
        tree = new DataTree(root);
    }

    @Test
    void shouldNameEveryLayoutItLookedForWhenThereIsNone() throws Exception {
        tree.text("readme.txt", "nothing");

        assertThatThrownBy(() -> DataSet.read(root))
                .isInstanceOf(BrokenDataException.class)
                .hasMessageContainingAll(
                        "mvtec (CLASS/train/good",
                        "mvtec-ad-2 (",
                        "btad (",
                        "visa (split_csv/1cls.csv)",
                        "real-iad (",
                        "ader (meta.json)",
                        "coco-ad (",
                        "cifar10 (");
    }

    @Test
    void shouldRefuseAFolderThatIsNotThere() {
        assertThatThrownBy(() -> DataSet.read(root.resolve("nowhere")))
                .isInstanceOf(BrokenDataException.class)
                .hasMessageContaining("no such folder");
    }

    @Test
    void shouldAskWhichOfTwoIndexesIsMeant() throws Exception {
        tree.text("meta.json", "{}").text("split_csv/1cls.csv", "object,split,label,image,mask\n");

        assertThatThrownBy(() -> DataSet.read(root))
                .isInstanceOf(BrokenDataException.class)
                .hasMessageContainingAll("more than one layout", "visa", "ader", "--layout");
    }

    @Test
    void shouldTakeTheIndexThatLiesInATreeOfFolders() throws Exception {
        tree.pictures("cap/train/good/0.png", "cap/train/good/1.png")
                .text(
                        "meta.json",
                        "{\"train\": {\"cap\": [{\"img_path\": \"cap/train/good/0.png\", \"anomaly\": 0}]}}");

        assertThat(DataSet.read(root).layout()).isEqualTo(Layout.ADER);
        DataSet insisted = DataSet.read(root, Optional.of(Layout.MVTEC), OptionalInt.empty());
        assertThat(insisted.classes().get(0).train()).hasSize(2);
    }

    @Test
    void shouldSayWhatTheLayoutInsistedOnLooksLike() throws Exception {
        tree.pictures("cap/train/good/0.png");

        assertThatThrownBy(() -> DataSet.read(root, Optional.of(Layout.VISA), OptionalInt.empty()))
                .hasMessageContainingAll("no data in layout visa", "split_csv/1cls.csv");
    }

    @Test
    void shouldReportEverythingThatIsBrokenAtOnce() throws Exception {
        tree.pictures("cap/train/good/0.png", "cap/test/scratch/0.png", "cap/test/scratch/1.png")
                .picture("cap/ground_truth/scratch/0_mask.png", 5, 4)
                .text("cap/train/good/1.png", "no picture");
        Files.createDirectories(root.resolve("nut/train/good"));

        assertThatThrownBy(() -> DataSet.read(root))
                .isInstanceOfSatisfying(BrokenDataException.class, broken -> assertThat(broken.problems())
                        .hasSize(3)
                        .anyMatch(line -> line.startsWith("cap/ground_truth/scratch/0_mask.png: a mask of 5 x 4"))
                        .anyMatch(line -> line.startsWith("cap/train/good/1.png: not an image"))
                        .anyMatch(line -> line.startsWith("nut: it contains no images")));
    }

    @Test
    void shouldCheckOnlyWhatTheUseNeeds() throws Exception {
        tree.pictures("cap/train/good/0.png", "cap/test/good/0.png", "cap/test/scratch/1.png")
                .picture("cap/ground_truth/scratch/1_mask.png", 5, 4)
                .text("cap/test/good/broken.png", "no picture");

        DataSet training = DataSet.read(root, Optional.empty(), OptionalInt.empty(), DataUse.TRAINING);

        assertThat(training.classes().get(0).train()).hasSize(1);
        assertThat(training.notes()).noneMatch(note -> note.contains("mask"));
        assertThatThrownBy(() -> DataSet.read(root, Optional.empty(), OptionalInt.empty(), DataUse.EVALUATION))
                .isInstanceOfSatisfying(BrokenDataException.class, broken -> assertThat(broken.problems())
                        .hasSize(2));
        tree.pictures("cap/test/good/broken.png")
                .picture("cap/ground_truth/scratch/1_mask.png", 6, 4)
                .text("cap/train/good/1.png", "no picture");
        assertThat(DataSet.read(root, Optional.empty(), OptionalInt.empty(), DataUse.EVALUATION)
                        .classes()
                        .get(0)
                        .test())
                .hasSize(3);
    }

    @Test
    void shouldNameImagesThatAreThereMoreThanOnce() throws Exception {
        tree.picture("cap/train/good/0.png", 6, 4)
                .picture("cap/train/good/0 (1).png", 6, 4)
                .picture("cap/train/good/1.png", 7, 4)
                .picture("nut/train/good/0.png", 7, 4)
                .picture("cap/test/good/0.png", 6, 4)
                .picture("cap/test/scratch/0.png", 6, 4);

        assertThat(DataSet.read(root).notes())
                .anyMatch(note -> note.equals("cap: identical copies of good images: 1"
                        + " (cap/train/good/0.png is cap/train/good/0 (1).png); each image counts once"))
                .anyMatch(note -> note.startsWith("cap and nut: good images that are in both: 1"))
                .anyMatch(note -> note.startsWith("cap: identical copies of test images"))
                .anyMatch(note -> note.startsWith("cap: test images that are also training images: 1"))
                .anyMatch(note -> note.startsWith("cap: test images that are labelled both good and defective"));
    }

    @Test
    void shouldReportAPictureThatIsListedTwice() throws Exception {
        tree.pictures("a.png").text("meta.json", """
                        {"train": {"cap": [{"img_path": "a.png", "anomaly": 0}]},
                         "test": {"cap": [{"img_path": "./a.png", "anomaly": 0}]}}""");

        assertThatThrownBy(() -> DataSet.read(root))
                .hasMessageContaining("a.png: listed twice, in train of cap and in test of cap");
    }

    @Test
    void shouldRefusePicturesThatTheDecoderWouldRefuse() throws Exception {
        byte[] header = {'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0, 0, 0, 0};
        tree.bytes("cap/train/good/0.png", header).bytes("cap/train/good/1.png", new byte[0]);

        assertThatThrownBy(() -> DataSet.read(root))
                .hasMessageContainingAll("0.png: GIF is not supported", "1.png: the file is empty");
    }

    @Test
    void shouldRefuseASplitWhereThereIsNothingToChoose() throws Exception {
        tree.pictures("cap/train/good/0.png");

        assertThatThrownBy(() -> DataSet.read(root, Optional.empty(), OptionalInt.of(1)))
                .hasMessageContaining("omit --split");
    }

    @Test
    void shouldKnowLayoutsByTheirNames() {
        assertThat(Layout.named("MPDD")).isEqualTo(Layout.MVTEC);
        assertThat(Layout.named("real_iad")).isEqualTo(Layout.REAL_IAD);
        assertThatThrownBy(() -> Layout.named("imagenet"))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("the known ones are mvtec, mpdd");
    }

    @Test
    void shouldDescribeItselfInOneLine() throws Exception {
        tree.pictures("cap/train/good/0.png", "cap/test/good/0.png");

        assertThat(DataSet.read(root).describe()).isEqualTo("mvtec: 1 class, training images: 1, test images: 1");
    }
}
