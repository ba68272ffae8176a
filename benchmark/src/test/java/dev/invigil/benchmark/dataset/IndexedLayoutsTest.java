// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexedLayoutsTest {
    @TempDir
    Path root;

    private DataTree tree;

    @BeforeEach
    void plant() {
        tree = new DataTree(root);
    }

    @Test
    void shouldReadTheIndexOfAderInItsOrderWithValidationForTraining() throws Exception {
        tree.pictures("nut/0.png", "nut/1.png", "nut/2.png", "nut/3.png", "nut/3_mask.png", "cap/0.png")
                .text("meta.json", """
                        {"train": {
                           "nut": [{"img_path": "nut//0.png", "mask_path": "", "cls_name": "nut", "specie_name": "good", "anomaly": 0}],
                           "cap": [{"img_path": "cap/0.png", "mask_path": "", "cls_name": "cap", "specie_name": "good", "anomaly": 0}]},
                         "validation": {
                           "nut": [{"img_path": "nut/1.png", "mask_path": "", "cls_name": "nut", "specie_name": "good", "anomaly": 0}]},
                         "test": {
                           "nut": [{"img_path": "nut/2.png", "mask_path": "", "cls_name": "nut", "specie_name": "good", "anomaly": 0},
                                   {"img_path": "nut/3.png", "mask_path": "nut/3_mask.png", "specie_name": "dent", "anomaly": 1}]}}""");

        DataSet data = DataSet.read(root);

        assertThat(data.layout()).isEqualTo(Layout.ADER);
        assertThat(data.classes()).extracting(ProductClass::name).containsExactly("nut", "cap");
        ProductClass nut = data.classes().get(0);
        assertThat(nut.train()).containsExactly(picture("nut/0.png"), picture("nut/1.png"));
        assertThat(nut.test()).containsExactly(good("nut/2.png"), defective("nut/3.png", "dent", "nut/3_mask.png"));
    }

    @Test
    void shouldReportEntriesThatContradictThemselves() throws Exception {
        tree.pictures("0.png", "1.png").text("meta.json", """
                        {"train": {"nut": [{"img_path": "0.png", "anomaly": 1}]},
                         "test": {"nut": [{"img_path": "1.png", "mask_path": "", "anomaly": 1}, {"anomaly": 0}]}}""");

        assertThatThrownBy(() -> DataSet.read(root))
                .hasMessageContainingAll("0.png: anomalous, but in the training list", "a test entry without an image");
    }

    @Test
    void shouldReadAnIndexThatWasMadeOnWindows() throws Exception {
        tree.pictures("nut/train/0.png", "nut/train/\u00fc.png", "nut/test/1.png", "nut/mask/1.png")
                .text("meta.json", "\uFEFF" + """
                        {"train": {"nut": [{"img_path": "nut\\\\train\\\\0.png", "anomaly": 0},
                                           {"img_path": "nut/train/u\u0308.png", "anomaly": 0}]},
                         "test": {"nut": [{"img_path": "nut\\\\test\\\\1.png", "mask_path": "nut\\\\mask\\\\1.png", "anomaly": 1}]}}""");

        ProductClass nut = DataSet.read(root).classes().get(0);

        assertThat(nut.train()).containsExactly(picture("nut/train/0.png"), picture("nut/train/\u00fc.png"));
        assertThat(nut.test()).containsExactly(defective("nut/test/1.png", "anomaly", "nut/mask/1.png"));
    }

    @Test
    void shouldReadAnAnomalyWithoutAMask() throws Exception {
        tree.pictures("0.png", "1.png").text("meta.json", """
                        {"test": {"nut": [{"img_path": "0.png", "mask_path": "", "anomaly": 1},
                                          {"img_path": "1.png", "anomaly": 1}]}}""");

        DataSet data = DataSet.read(root);

        assertThat(data.classes().get(0).test()).hasSize(2).noneMatch(TestPhotograph::isLocated);
        assertThat(data.notes()).anyMatch(note -> note.startsWith("nut: 2 of 2 defective images have no mask"));
    }

    @Test
    void shouldReportAPathThatIsNone() throws Exception {
        tree.text("meta.json", "{\"train\": {\"nut\": [{\"img_path\": \"a\\u0000b.png\", \"anomaly\": 0}]}}");
        assertThatThrownBy(() -> DataSet.read(root)).hasMessageContaining("not a valid path");
    }

    @Test
    void shouldReportAnIndexThatIsNotTheJsonExpected() throws Exception {
        tree.text("meta.json", "{\"train\": [1, 2]}");

        assertThatThrownBy(() -> DataSet.read(root))
                .isInstanceOf(BrokenDataException.class)
                .hasMessageContaining("meta.json: not the expected JSON");
    }

    @Test
    void shouldReportTheFilesOfAnIndexThatAreMissing() throws Exception {
        tree.text("meta.json", "{\"train\": {\"nut\": [{\"img_path\": \"nut/0.png\", \"anomaly\": 0}]}}");

        assertThatThrownBy(() -> DataSet.read(root)).hasMessageContaining("nut/0.png: no such file");
    }

    @Test
    void shouldReadTheSettingOfCocoAdThatIsAskedFor() throws Exception {
        tree.pictures("train2017/1.jpg", "val2017/2.jpg", "val2017_mask_ad_20_1/2.png")
                .text("meta_20_0.json", "{}")
                .text("meta_20_1.json", """
                        {"train": {"coco": [{"img_path": "train2017/1.jpg", "mask_path": "", "specie_name": "", "anomaly": 0}]},
                         "test": {"coco": [{"img_path": "val2017/2.jpg", "mask_path": "val2017_mask_ad_20_1/2.png",
                                            "cls_name": "coco", "specie_name": "", "anomaly": 1}]}}""");

        DataSet data = DataSet.read(root, Optional.empty(), OptionalInt.of(1));

        assertThat(data.layout()).isEqualTo(Layout.COCO_AD);
        assertThat(data.classes()).extracting(ProductClass::name).containsExactly("coco");
        assertThat(data.classes().get(0).test())
                .containsExactly(defective("val2017/2.jpg", "anomaly", "val2017_mask_ad_20_1/2.png"));
        assertThatThrownBy(() -> DataSet.read(root))
                .hasMessageContaining("coco-ad has 4 splits, of which 0, 1 are here; choose one with --split");
        Files.delete(root.resolve("meta_20_0.json"));
        assertThat(DataSet.read(root).split()).hasValue(1);
        assertThatThrownBy(() -> DataSet.read(root, Optional.empty(), OptionalInt.of(3)))
                .hasMessageContaining("no meta_20_3.json here");
    }

    @Test
    void shouldReadTheSplitFileOfVisa() throws Exception {
        tree.pictures("candle/Data/Images/Normal/0.JPG", "candle/Data/Images/Normal/1.JPG")
                .pictures("candle/Data/Images/Anomaly/0.JPG", "candle/Data/Masks/Anomaly/0.png")
                .text("split_csv/1cls.csv", """
                        object,split,label,image,mask
                        candle,train,normal,candle/Data/Images/Normal/0.JPG,
                        candle,test,normal,candle/Data/Images/Normal/1.JPG,
                        candle,test,anomaly,candle/Data/Images/Anomaly/0.JPG,candle/Data/Masks/Anomaly/0.png
                        """);

        DataSet data = DataSet.read(root);

        assertThat(data.layout()).isEqualTo(Layout.VISA);
        ProductClass candle = data.classes().get(0);
        assertThat(candle.train()).containsExactly(picture("candle/Data/Images/Normal/0.JPG"));
        assertThat(candle.test())
                .containsExactly(
                        good("candle/Data/Images/Normal/1.JPG"),
                        defective("candle/Data/Images/Anomaly/0.JPG", "anomaly", "candle/Data/Masks/Anomaly/0.png"));
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t"})
    void shouldReadTheSplitFileOfVisaAsExcelSavesIt(String separator) throws Exception {
        List<String> lines = List.of(
                "\uFEFFobject,split,label,image,mask",
                "candle,train,normal,\"candle\\a|, b.JPG\",",
                "",
                "candle,test,anomaly,\"candle/c.JPG\",");
        tree.pictures("candle/a, b.JPG", "candle/c.JPG")
                .text(
                        "split_csv/1cls.csv",
                        String.join("\r\n", lines).replace(",", separator).replace("|" + separator, ","));

        ProductClass candle = DataSet.read(root).classes().get(0);

        assertThat(candle.train()).containsExactly(picture("candle/a, b.JPG"));
        assertThat(candle.test()).hasSize(1).noneMatch(TestPhotograph::isLocated);
    }

    /** The text before the letter may be longer than any buffer. */
    @ParameterizedTest
    @ValueSource(ints = {0, 10_000})
    void shouldSayThatACsvIsNotUtf8(int linesBefore) throws Exception {
        String text = "object,split,label,image,mask\n" + "cap,train,normal,a,\n".repeat(linesBefore)
                + "\u00fc,train,normal,a,\n";
        tree.bytes("split_csv/1cls.csv", text.getBytes(ISO_8859_1));
        assertThatThrownBy(() -> DataSet.read(root)).hasMessageContaining("not UTF-8");
    }

    @Test
    void shouldNameTheLinesOfVisaThatCannotBeRead() throws Exception {
        tree.text("split_csv/1cls.csv", """
                object,split,label,image,mask
                candle,train,fine,a.JPG,
                candle,maybe,normal,b.JPG,
                candle,test
                """);

        assertThatThrownBy(() -> DataSet.read(root))
                .hasMessageContainingAll("line 2: the label", "line 3: the split", "line 4: 2 fields instead of 5");
    }

    @Test
    void shouldReadTheListsOfRealIadBelowEachClass() throws Exception {
        tree.pictures(
                        "audiojack/OK/0_C1_.jpg",
                        "audiojack/OK/1_C1_.jpg",
                        "audiojack/NG/2_C1_.jpg",
                        "audiojack/NG/2_C1_.png")
                .text("audiojack.json", """
                        {"meta": {"dataset": "x"},
                         "train": [{"category": "audiojack", "anomaly_class": "OK", "image_path": "OK/0_C1_.jpg", "mask_path": null}],
                         "test": [{"anomaly_class": "OK", "image_path": "OK/1_C1_.jpg", "mask_path": null},
                                  {"anomaly_class": "HS", "image_path": "NG/2_C1_.jpg", "mask_path": "NG/2_C1_.png"}]}""");

        DataSet data = DataSet.read(root);

        assertThat(data.layout()).isEqualTo(Layout.REAL_IAD);
        ProductClass audiojack = data.classes().get(0);
        assertThat(audiojack.name()).isEqualTo("audiojack");
        assertThat(audiojack.train()).containsExactly(picture("audiojack/OK/0_C1_.jpg"));
        assertThat(audiojack.test())
                .containsExactly(
                        new TestPhotograph(
                                picture("audiojack/OK/1_C1_.jpg"),
                                TestPhotograph.GOOD,
                                Optional.empty(),
                                Optional.of("OK/1")),
                        new TestPhotograph(
                                picture("audiojack/NG/2_C1_.jpg"),
                                "HS",
                                Optional.of(root.resolve("audiojack/NG/2_C1_.png")),
                                Optional.of("NG/2")));
    }

    @Test
    void shouldTellWhichPicturesOfRealIadAreViewsOfOnePart() throws Exception {
        tree.pictures(
                        "toy/OK/S1/toy_0001_OK_C1_20230922.jpg",
                        "toy/OK/S1/toy_0001_OK_C2_20230923.jpg",
                        "toy/OK/S2/toy_0002_OK_C1_20230922.jpg",
                        "toy/OK/S2/odd.jpg")
                .text("toy.json", """
                        {"train": [], "test": [
                          {"anomaly_class": "OK", "image_path": "OK/S1/toy_0001_OK_C1_20230922.jpg"},
                          {"anomaly_class": "OK", "image_path": "OK/S1/toy_0001_OK_C2_20230923.jpg"},
                          {"anomaly_class": "OK", "image_path": "OK/S2/toy_0002_OK_C1_20230922.jpg"},
                          {"anomaly_class": "OK", "image_path": "OK/S2/odd.jpg"}]}""");

        assertThat(DataSet.read(root).classes().get(0).test())
                .extracting(TestPhotograph::sample)
                .containsExactly(
                        Optional.of("OK/S1/toy_0001_OK"),
                        Optional.of("OK/S1/toy_0001_OK"),
                        Optional.of("OK/S2/toy_0002_OK"),
                        Optional.empty());
    }

    private Picture picture(String name) {
        return Picture.of(root.resolve(name));
    }

    private TestPhotograph good(String image) {
        return new TestPhotograph(picture(image), TestPhotograph.GOOD, Optional.empty());
    }

    private TestPhotograph defective(String image, String defect, String mask) {
        return new TestPhotograph(picture(image), defect, Optional.of(root.resolve(mask)));
    }
}
