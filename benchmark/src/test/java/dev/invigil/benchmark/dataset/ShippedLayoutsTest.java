// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every data set as its makers ship it, with the folder names of its archive, from that folder and from the one above it. */
class ShippedLayoutsTest {
    @TempDir
    Path root;

    private DataTree tree;

    @BeforeEach
    void plant() {
        tree = new DataTree(root);
    }

    @Test
    void shouldReadMvtecAd() throws Exception {
        tree.pictures(
                        "mvtec_anomaly_detection/bottle/train/good/000.png",
                        "mvtec_anomaly_detection/bottle/test/good/000.png",
                        "mvtec_anomaly_detection/bottle/test/broken_large/000.png",
                        "mvtec_anomaly_detection/bottle/ground_truth/broken_large/000_mask.png")
                .text("mvtec_anomaly_detection/bottle/license.txt", "x")
                .text("mvtec_anomaly_detection/readme.txt", "x");
        isRead(Layout.MVTEC, "mvtec_anomaly_detection", "bottle");
    }

    @Test
    void shouldReadMvtecAd2() throws Exception {
        tree.pictures(
                "mvtec_ad_2/can/train/good/000_regular.png",
                "mvtec_ad_2/can/validation/good/000_regular.png",
                "mvtec_ad_2/can/test_public/good/000_regular.png",
                "mvtec_ad_2/can/test_public/bad/000_overexposed.png",
                "mvtec_ad_2/can/test_public/ground_truth/bad/000_overexposed_mask.png",
                "mvtec_ad_2/can/test_private/000_regular.png",
                "mvtec_ad_2/can/test_private_mixed/000_mixed.png");
        isRead(Layout.MVTEC_AD_2, "mvtec_ad_2", "can");
    }

    @Test
    void shouldReadVisa() throws Exception {
        tree.pictures(
                        "VisA_20220922/candle/Data/Images/Normal/0000.JPG",
                        "VisA_20220922/candle/Data/Images/Anomaly/000.JPG",
                        "VisA_20220922/candle/Data/Masks/Anomaly/000.png")
                .text("VisA_20220922/candle/image_anno.csv", "image,label,mask\n")
                .text("VisA_20220922/split_csv/2cls_fewshot.csv", "object,split,label,image,mask\n")
                .text("VisA_20220922/split_csv/1cls.csv", """
                        object,split,label,image,mask
                        candle,train,normal,candle/Data/Images/Normal/0000.JPG,
                        candle,test,anomaly,candle/Data/Images/Anomaly/000.JPG,candle/Data/Masks/Anomaly/000.png
                        """);
        isRead(Layout.VISA, "VisA_20220922", "candle");
    }

    @Test
    void shouldReadVisaAsItsPreparationLeavesIt() throws Exception {
        tree.pictures(
                "visa_pytorch/1cls/candle/train/good/0000.JPG",
                "visa_pytorch/1cls/candle/test/bad/000.JPG",
                "visa_pytorch/1cls/candle/ground_truth/bad/000.png");
        isRead(Layout.MVTEC, "visa_pytorch", "candle");
    }

    @Test
    void shouldReadRealIad() throws Exception {
        String list = """
                {"meta": {"prefix": "audiojack/"},
                 "train": [{"category": "audiojack", "anomaly_class": "OK", "image_path": "OK/S0001/audiojack_0001_OK_C1_2023.jpg", "mask_path": null},
                           {"category": "audiojack", "anomaly_class": "OK", "image_path": "OK/S0001/audiojack_0001_OK_C2_2024.jpg", "mask_path": null}],
                 "test": [{"category": "audiojack", "anomaly_class": "HS", "image_path": "NG/HS/S0001/a_C1_2.jpg", "mask_path": "NG/HS/S0001/a_C1_2.png"}]}""";
        tree.pictures(
                        "Real-IAD/realiad_1024/audiojack/OK/S0001/audiojack_0001_OK_C1_2023.jpg",
                        "Real-IAD/realiad_1024/audiojack/OK/S0001/audiojack_0001_OK_C2_2024.jpg",
                        "Real-IAD/realiad_1024/audiojack/NG/HS/S0001/a_C1_2.jpg",
                        "Real-IAD/realiad_1024/audiojack/NG/HS/S0001/a_C1_2.png")
                .text("Real-IAD/realiad_jsons/realiad_jsons/audiojack.json", list)
                .text("Real-IAD/realiad_jsons/realiad_jsons_sv/audiojack.json", "{}")
                .text("Real-IAD/realiad_jsons/realiad_jsons_fuiad_0.1/audiojack.json", "{}");
        isRead(Layout.REAL_IAD, "Real-IAD", "audiojack");
        assertThat(DataSet.read(root).classes().get(0).samples().values()).containsOnly("OK/S0001/audiojack_0001_OK");
    }

    @Test
    void shouldReadBtad() throws Exception {
        tree.pictures(
                "BTech_Dataset_transformed/01/train/ok/0000.bmp",
                "BTech_Dataset_transformed/01/test/ok/0000.bmp",
                "BTech_Dataset_transformed/01/test/ko/0001.bmp",
                "BTech_Dataset_transformed/01/ground_truth/ko/0001.png");
        isRead(Layout.BTAD, "BTech_Dataset_transformed", "01");
    }

    @Test
    void shouldReadMpdd() throws Exception {
        tree.pictures(
                "MPDD/bracket_black/train/good/000.png",
                "MPDD/bracket_black/test/hole/000.png",
                "MPDD/bracket_black/ground_truth/hole/000_mask.png");
        isRead(Layout.MVTEC, "MPDD", "bracket_black");
    }

    @Test
    void shouldReadCocoAd() throws Exception {
        tree.pictures("coco/train2017/1.jpg").text("coco/meta_20_0.json", """
                {"train": {"coco": [{"img_path": "train2017/1.jpg", "mask_path": "", "anomaly": 0}]}, "test": {}}""");
        isRead(Layout.COCO_AD, "coco", "coco");
    }

    @Test
    void shouldReadCifar10AndNameTheVersionThatIsNotRead() throws Exception {
        tree.bytes("binary/cifar-10-batches-bin/data_batch_1.bin", new byte[CifarRecord.BYTES])
                .bytes("binary/cifar-10-batches-bin/test_batch.bin", new byte[CifarRecord.BYTES])
                .text("binary/cifar-10-batches-bin/readme.html", "x")
                .bytes("python/cifar-10-batches-py/data_batch_1", new byte[10]);
        for (String folder : new String[] {"binary", "binary/cifar-10-batches-bin"}) {
            DataSet data = DataSet.read(root.resolve(folder), Optional.empty(), OptionalInt.of(0));
            assertThat(data.layout()).isEqualTo(Layout.CIFAR10);
        }
        assertThatThrownBy(() -> DataSet.read(root.resolve("python")))
                .hasMessageContaining("download the binary version");
    }

    @Test
    void shouldAskWhichOfTwoDataSetsInAFolderIsMeant() throws Exception {
        tree.pictures("a/cap/train/good/0.png", "b/nut/train/good/0.png");
        assertThatThrownBy(() -> DataSet.read(root))
                .hasMessageContainingAll("it contains more than one data set", "a (mvtec)", "b (mvtec)", "--data");
    }

    private void isRead(Layout layout, String folder, String product) throws Exception {
        DataSet own = DataSet.read(root.resolve(folder));
        DataSet parent = DataSet.read(root);
        DataSet insisted = DataSet.read(root, Optional.of(layout), OptionalInt.empty());

        assertThat(own.layout()).isEqualTo(layout);
        assertThat(own.classes()).extracting(ProductClass::name).containsExactly(product);
        assertThat(parent.classes()).isEqualTo(own.classes());
        assertThat(insisted.classes()).isEqualTo(own.classes());
        assertThat(parent.notes().get(0)).startsWith("the data set is in ").contains(folder);
        assertThat(Files.isDirectory(root.resolve(folder))).isTrue();
    }
}
