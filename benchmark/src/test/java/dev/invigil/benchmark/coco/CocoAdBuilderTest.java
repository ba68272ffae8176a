// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

import static dev.invigil.benchmark.coco.SmallCoco.category;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.invigil.benchmark.BenchmarkException;
import dev.invigil.benchmark.dataset.BrokenDataException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CocoAdBuilderTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SQUARE = "[[1.9,1.9,3.2,1.5,3.8,3.1,1.2,3.7]]";
    private static final String CROWD = "{\"size\":[6,8],\"counts\":[42,6]}";

    @TempDir
    private Path folder;

    private Path coco;
    private SmallCoco data;

    @BeforeEach
    void writeData() throws IOException {
        coco = folder.resolve("coco");
        data = new SmallCoco(coco);
        data.part("train2017")
                .image(11) // normal everywhere but in split 0
                .image(12) // anomalous in splits 0 and 1
                .image(13) // without annotation
                .annotation(11, category(19), SQUARE)
                .annotation(12, category(0), SQUARE)
                .annotation(12, category(20), SQUARE)
                .write();
        data.part("val2017")
                .image(23) // listed first, but 21 comes first in the benchmark
                .image(21) // anomalous in split 1 by a crowd only
                .image(22) // without annotation
                .annotation(21, category(39), CROWD)
                .annotation(21, category(79), SQUARE)
                .annotation(23, category(40), SQUARE)
                .write();
    }

    private CocoAdCounts build(Path out, ImagePlacement placement, List<CocoAdSplit> splits) throws IOException {
        return new CocoAdBuilder(coco, out, placement, new CocoAdBuilder.Listener() {}).build(splits);
    }

    private static CocoAdCounts counts(int... figures) {
        return new CocoAdCounts(
                CocoAdSplit.all().stream()
                        .map(split -> new SplitCounts(
                                split,
                                figures[3 * split.index()],
                                figures[3 * split.index() + 1],
                                figures[3 * split.index() + 2]))
                        .toList(),
                1,
                1);
    }

    @Test
    void shouldAssignPhotographsBySortedCategoriesCrowdsIncludedAndDropThoseWithoutAnnotation() throws IOException {
        assertThat(build(coco, ImagePlacement.REFERENCE, CocoAdSplit.all()))
                .isEqualTo(counts(0, 2, 0, 1, 1, 1, 2, 1, 1, 2, 1, 1));
    }

    @Test
    void shouldWriteTheMetaFileOfTheBenchmark() throws IOException {
        build(coco, ImagePlacement.REFERENCE, List.of(new CocoAdSplit(1)));
        JsonNode meta = JSON.readTree(coco.resolve("meta_20_1.json").toFile());
        assertThat(meta).isEqualTo(JSON.readTree("""
                {"train": {"coco": [
                  {"img_path": "train2017/000000000011.jpg", "mask_path": "", "cls_name": "coco", "specie_name": "", "anomaly": 0}]},
                 "test": {"coco": [
                  {"img_path": "val2017/000000000021.jpg", "mask_path": "val2017_mask_ad_20_1/000000000021.png",
                   "cls_name": "coco", "specie_name": "", "anomaly": 1},
                  {"img_path": "val2017/000000000023.jpg", "mask_path": "", "cls_name": "coco", "specie_name": "", "anomaly": 0}]}}"""));
        assertThat(coco.resolve("meta_20_0.json")).doesNotExist();
    }

    @Test
    void shouldPaintOnlyWhatIsAnomalousInTheSplit() throws IOException {
        build(coco, ImagePlacement.REFERENCE, CocoAdSplit.all());
        BufferedImage crowd = mask(1);
        assertThat(crowd.getRaster().getNumBands()).isEqualTo(3);
        assertThat(List.of(crowd.getWidth(), crowd.getHeight())).isEqualTo(List.of(8, 6));
        for (int x = 0; x < 8; x++) {
            for (int y = 0; y < 6; y++) {
                assertThat(crowd.getRGB(x, y)).isEqualTo(x == 7 ? 0xFFFFFFFF : 0xFF000000);
                boolean inSquare = x >= 1 && x <= 3 && y >= 1 && y <= 3;
                assertThat(mask(3).getRGB(x, y)).isEqualTo(inSquare ? 0xFFFFFFFF : 0xFF000000);
            }
        }
    }

    private BufferedImage mask(int split) throws IOException {
        return ImageIO.read(coco.resolve("val2017_mask_ad_20_" + split + "/000000000021.png")
                .toFile());
    }

    @Test
    void shouldBuildTheSameAgain() throws IOException {
        build(coco, ImagePlacement.REFERENCE, CocoAdSplit.all());
        byte[] meta = Files.readAllBytes(coco.resolve("meta_20_3.json"));
        byte[] mask = Files.readAllBytes(coco.resolve("val2017_mask_ad_20_3/000000000021.png"));
        build(coco, ImagePlacement.REFERENCE, CocoAdSplit.all());
        assertThat(coco.resolve("meta_20_3.json")).hasBinaryContent(meta);
        assertThat(coco.resolve("val2017_mask_ad_20_3/000000000021.png")).hasBinaryContent(mask);
    }

    @Test
    void shouldNameTheWayToThePhotographsFromAnotherFolder() throws IOException {
        Path out = folder.resolve("bench").resolve("coco-ad");
        build(out, ImagePlacement.REFERENCE, List.of(new CocoAdSplit(2)));
        JsonNode first = JSON.readTree(out.resolve("meta_20_2.json").toFile()).at("/train/coco/0/img_path");
        assertThat(first.asText()).isEqualTo("../../coco/train2017/000000000011.jpg");
        assertThat(out.resolve(first.asText())).exists();
    }

    @Test
    void shouldLinkOrCopyThePhotographsThatTheSplitUses() throws IOException {
        for (ImagePlacement placement : List.of(ImagePlacement.LINK, ImagePlacement.COPY, ImagePlacement.COPY)) {
            Path out = folder.resolve(placement.name());
            build(out, placement, List.of(new CocoAdSplit(1)));
            Path picture = out.resolve("train2017/000000000011.jpg");
            assertThat(Files.isSameFile(picture, coco.resolve("train2017/000000000011.jpg")))
                    .isEqualTo(placement == ImagePlacement.LINK);
            assertThat(picture).hasBinaryContent(new byte[] {11});
            assertThat(out.resolve("train2017/000000000012.jpg")).doesNotExist();
            assertThat(out.resolve("val2017/000000000022.jpg")).doesNotExist();
            assertThat(JSON.readTree(out.resolve("meta_20_1.json").toFile())
                            .at("/train/coco/0/img_path")
                            .asText())
                    .isEqualTo("train2017/000000000011.jpg");
        }
    }

    @Test
    void shouldNameEverythingThatIsMissing() throws IOException {
        Files.delete(coco.resolve("annotations/instances_train2017.json"));
        Files.move(coco.resolve("val2017"), coco.resolve("validation"));
        assertThatThrownBy(() -> build(coco, ImagePlacement.REFERENCE, CocoAdSplit.all()))
                .isInstanceOfSatisfying(BrokenDataException.class, e -> assertThat(e.problems())
                        .satisfiesExactly(
                                problem -> assertThat(problem).startsWith("no annotations/instances_train2017.json"),
                                problem -> assertThat(problem).startsWith("no folder val2017")));
    }

    @Test
    void shouldNamePhotographsThatAreMissingBeforeAnythingIsWritten() throws IOException {
        Files.delete(coco.resolve("val2017/000000000023.jpg"));
        assertThatThrownBy(() -> build(folder.resolve("out"), ImagePlacement.REFERENCE, CocoAdSplit.all()))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("no 000000000023.jpg");
        assertThat(folder.resolve("out")).doesNotExist();
    }
}
