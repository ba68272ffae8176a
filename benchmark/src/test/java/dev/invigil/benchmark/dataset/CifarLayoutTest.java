// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.model.Preprocessing;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CifarLayoutTest {
    private static final int PLANE = 32 * 32;

    @TempDir
    Path root;

    private DataTree tree;

    @BeforeEach
    void plant() {
        tree = new DataTree(root);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 1 2 3 4", "1, 5 6 7 8 9", "2, 0 2 4 6 8", "3, 1 3 5 7 9"})
    void shouldTrainOnTheNormalClassesAndTestOnAll(int split, String normal) throws Exception {
        int[] labels = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        tree.bytes("data_batch_1.bin", batch(labels)).bytes("test_batch.bin", batch(labels));
        List<Integer> normals =
                Arrays.stream(normal.split(" ")).map(Integer::valueOf).toList();

        DataSet data = read(split);

        assertThat(data.layout()).isEqualTo(Layout.CIFAR10);
        ProductClass cifar = data.classes().get(0);
        assertThat(cifar.name()).isEqualTo("cifar");
        assertThat(cifar.train())
                .extracting(picture -> ((CifarRecord) picture).index())
                .containsExactlyElementsOf(normals);
        assertThat(cifar.test()).hasSize(10).allSatisfy(photograph -> {
            boolean isNormal = normals.contains(((CifarRecord) photograph.image()).index());
            assertThat(photograph.isGood()).isEqualTo(isNormal);
            assertThat(photograph.isLocated()).isEqualTo(isNormal);
        });
    }

    @Test
    void shouldNameAnomaliesByTheirClassWhenTheDataDoes() throws Exception {
        tree.bytes("test_batch.bin", batch(7))
                .text("batches.meta.txt", "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n");

        assertThat(read(0).classes().get(0).test())
                .extracting(TestPhotograph::defect)
                .containsExactly("horse");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 9})
    void shouldTrainOnOneClassAndTestOnAllTen(int normal) throws Exception {
        int[] labels = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 3};
        tree.bytes("data_batch_1.bin", batch(labels)).bytes("test_batch.bin", batch(labels));

        DataSet data = DataSet.read(root, Optional.of(Layout.named("cifar10-one-class")), OptionalInt.of(normal));

        ProductClass only = data.classes().get(0);
        assertThat(data.classes()).hasSize(1);
        assertThat(only.name()).isEqualTo("class " + normal);
        assertThat(only.train()).isNotEmpty().allSatisfy(picture -> assertThat(picture.bytes()[0])
                .isEqualTo((byte) normal));
        assertThat(only.test()).hasSize(labels.length).allSatisfy(photograph -> {
            int label = photograph.image().bytes()[0];
            assertThat(photograph.defect()).isEqualTo(label == normal ? TestPhotograph.GOOD : "class " + label);
        });
    }

    @Test
    void shouldTakeTheOneClassProtocolOnlyByItsName() throws Exception {
        tree.bytes("test_batch.bin", batch(7)).text("batches.meta.txt", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");

        assertThat(read(0).layout()).isEqualTo(Layout.CIFAR10);
        assertThat(DataSet.read(root, Optional.of(Layout.CIFAR10_ONE_CLASS), OptionalInt.of(7))
                        .classes()
                        .get(0)
                        .name())
                .isEqualTo("h");
        assertThatThrownBy(() -> DataSet.read(root, Optional.of(Layout.CIFAR10_ONE_CLASS), OptionalInt.empty()))
                .hasMessageContaining("cifar10-one-class has 10 splits");
    }

    @Test
    void shouldInterleaveThePlanesOfARecord() throws Exception {
        tree.bytes("test_batch.bin", batch(3, 4));
        Picture second = read(0).classes().get(0).test().get(1).image();

        RgbImage picture = second.decode(new ImageDecoder());

        assertThat(picture.width()).isEqualTo(32);
        assertThat(Arrays.copyOf(picture.rgb(), 6))
                .containsExactly(
                        pixel(4, 0),
                        pixel(4, PLANE),
                        pixel(4, 2 * PLANE),
                        pixel(4, 1),
                        pixel(4, PLANE + 1),
                        pixel(4, 2 * PLANE + 1));
        assertThat(second.bytes()).hasSize(3073).startsWith(4);
    }

    /** A record is not a file that an image decoder knows. */
    @Test
    void shouldNotLeaveRecordsOutAsUnreadable() throws Exception {
        tree.bytes("data_batch_1.bin", batch(0, 1)).bytes("test_batch.bin", batch(3, 7, 8));

        DataSet data = DataSet.read(root, Optional.empty(), OptionalInt.of(0), DataUse.READABLE);

        assertThat(data.classes()).singleElement().satisfies(cifar -> {
            assertThat(cifar.train()).hasSize(2);
            assertThat(cifar.test()).hasSize(3);
        });
    }

    @Test
    void shouldEnlargeByLanczos() throws Exception {
        tree.bytes("test_batch.bin", batch(3));
        Picture only = read(0).classes().get(0).test().get(0).image();
        RgbImage bilinear = only.decode(new ImageDecoder()).resized(64, 64);

        RgbImage enlarged = new Photographs(Preprocessing.imageNet(64, 64)).picture(only);

        assertThat(enlarged.width()).isEqualTo(64);
        assertThat(enlarged.rgb()).isNotEqualTo(bilinear.rgb());
    }

    @Test
    void shouldReportBatchesThatAreNoCifar10() throws Exception {
        tree.bytes("data_batch_1.bin", new byte[100]).bytes("test_batch.bin", batch(3, 11));

        assertThatThrownBy(() -> read(2))
                .hasMessageContainingAll(
                        "data_batch_1.bin: 100 bytes are not a whole number of records",
                        "test_batch.bin, record 1: label 11");
    }

    @Test
    void shouldAskForTheSetting() throws Exception {
        tree.bytes("test_batch.bin", batch(3));

        assertThatThrownBy(() -> DataSet.read(root)).hasMessageContaining("cifar10 has 4 splits");
        assertThatThrownBy(() -> read(4)).hasMessageContaining("of which 0, 1, 2, 3 are here; choose one with --split");
    }

    private DataSet read(int split) throws Exception {
        return DataSet.read(root, Optional.empty(), OptionalInt.of(split));
    }

    /** Records whose pixels tell label and place. */
    private static byte[] batch(int... labels) {
        byte[] batch = new byte[labels.length * 3073];
        for (int r = 0; r < labels.length; r++) {
            batch[r * 3073] = (byte) labels[r];
            for (int i = 0; i < 3 * PLANE; i++) {
                batch[r * 3073 + 1 + i] = pixel(labels[r], i);
            }
        }
        return batch;
    }

    private static byte pixel(int label, int place) {
        return (byte) (label * 31 + place * 7 + place / PLANE);
    }
}
