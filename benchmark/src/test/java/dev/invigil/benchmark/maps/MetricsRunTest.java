// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.maps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.invigil.benchmark.dataset.BrokenDataException;
import dev.invigil.benchmark.metric.EvaluationOptions;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.metric.MetricDefinition;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.SafeTensors;
import dev.invigil.detector.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class MetricsRunTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Path fixtures() {
        String configured = System.getenv("INVIGIL_FIXTURES");
        return configured == null || configured.isBlank()
                ? Path.of("src", "test", "resources", "fixtures")
                : Path.of(configured);
    }

    @TestFactory
    Stream<DynamicTest> shouldPrintTheReferencesFiguresForEachFixture() throws IOException {
        try (Stream<Path> files = Files.list(fixtures())) {
            List<Path> inputs = files.filter(f -> f.getFileName().toString().matches("metrics_.*\\.safetensors"))
                    .sorted()
                    .toList();
            assertThat(inputs).isNotEmpty();
            return inputs.stream()
                    .map(input -> DynamicTest.dynamicTest(
                            input.getFileName().toString(), () -> shouldPrintTheReferencesFigures(input)));
        }
    }

    private static void shouldPrintTheReferencesFigures(Path input) throws IOException, BrokenDataException {
        JsonNode expected = JSON.readTree(
                input.resolveSibling(input.getFileName().toString().replace(".safetensors", ".json"))
                        .toFile());
        JsonNode pooling = expected.get("pooling_ks");
        EvaluationOptions options = EvaluationOptions.defaults()
                .withPooling(pooling.isArray() ? pooling.get(0).asInt() : 1);
        JsonNode printed = JSON.readTree(print(input, options, MetricsFormat.JSON));
        for (JsonNode perClass : expected.get("per_class")) {
            String name = perClass.get("class").asText();
            for (Metric metric : Metric.values()) {
                JsonNode want = perClass.get("ader").get(metric.aderName());
                JsonNode got = printed.get("classes").get(name).get(metric.jsonName());
                if (want == null) {
                    continue;
                }
                if (want.isNumber()) {
                    double figure = want.asDouble();
                    assertThat(got.asDouble())
                            .as(name + " " + metric)
                            .isCloseTo(figure, within(1e-9 + 1e-9 * Math.abs(figure)));
                } else {
                    assertThat(got.isNull()).as(name + " " + metric).isTrue();
                    assertThat(printed.get("undefined")
                                    .get(name)
                                    .get(metric.jsonName())
                                    .asText())
                            .isNotBlank();
                }
            }
        }
    }

    private static String print(Path input, EvaluationOptions options, MetricsFormat format)
            throws IOException, BrokenDataException {
        MapSource source = MapSource.open(input, Optional.empty());
        AtomicInteger seen = new AtomicInteger();
        String text = format.render(MetricsRun.evaluate(source, MetricDefinition.ADER, options, seen::incrementAndGet));
        assertThat(seen).hasValue(source.images());
        return text;
    }

    @Test
    void shouldWriteATableThatSaysWhatHasNoValueAndWhy(@TempDir Path folder) throws Exception {
        write(folder.resolve("cap.safetensors"), Map.of("maps", twoMaps(), "masks", masks(0, 1)));
        write(folder.resolve("nut.safetensors"), Map.of("maps", twoMaps(), "masks", masks(0, 0)));
        String table = print(folder, EvaluationOptions.defaults(), MetricsFormat.TABLE);
        assertThat(table.lines().map(String::stripTrailing).toList())
                .containsExactly(
                        "definition ader, percent; I image, P pixel; mF1, mAcc, mIoU at 0.2 to 0.8",
                        "",
                        "class  I-AUROC   I-AP   I-F1  P-AUROC   P-AP   P-F1  AUPRO    mF1   mAcc   mIoU  mIoU-max  mAD",
                        "cap      100.0  100.0  100.0    100.0  100.0  100.0    n/a  100.0  100.0  100.0     100.0  n/a",
                        "nut        n/a    0.0    0.0      n/a    0.0    0.0    n/a    0.0    0.0    0.0       0.0  n/a",
                        "mean    100.0*   50.0   50.0   100.0*   50.0   50.0    n/a   50.0   50.0   50.0      50.0  n/a",
                        "",
                        "n/a: cap: AUPRO: only one sampled false-positive rate is below 0.3",
                        "n/a: cap: mAD: no aupro",
                        "n/a: nut: I-AUROC, P-AUROC, AUPRO: no anomaly",
                        "n/a: nut: mAD: no imageAuroc",
                        "* mean over 1 of 2 classes: I-AUROC, P-AUROC",
                        "* mean over 0 of 2 classes: AUPRO, mAD");
    }

    @Test
    void shouldWriteMarkdownAndCsvOfTheSameResult(@TempDir Path folder) throws Exception {
        write(folder.resolve("cap.safetensors"), Map.of("maps", twoMaps(), "masks", masks(0, 1)));
        assertThat(print(folder, EvaluationOptions.defaults(), MetricsFormat.MD))
                .startsWith("| class | I-AUROC | I-AP |")
                .contains("|---|---:|---:|")
                .contains("| cap | 100.0 | 100.0 |");
        assertThat(print(folder, EvaluationOptions.defaults(), MetricsFormat.CSV))
                .startsWith("definition,class,metric,ader_name,value,note\r\n")
                .contains("ader,cap,imageAuroc,mAUROC_sp_max,1.0,\r\n")
                .contains("ader,mean,imageAuroc,mAUROC_sp_max,1.0,1 of 1 classes\r\n")
                .contains("ader,cap,aupro,mAUPRO_px,,only one sampled false-positive rate is below 0.3\r\n");
    }

    @Test
    void shouldTakeTheTruthFromLabelsWhereThereAreNoMasks(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("cifar.safetensors");
        HostTensor labels = HostTensor.of(new long[] {0, 1}, List.of(2));
        write(
                file,
                Map.of("maps", twoMaps(), "labels", labels, "classes", HostTensor.of(new long[] {7, 7}, List.of(2))));
        JsonNode printed = JSON.readTree(print(file, EvaluationOptions.defaults(), MetricsFormat.JSON));
        assertThat(printed.at("/classes/7/imageAuroc").asDouble()).isEqualTo(1);
        assertThat(printed.at("/classes/7/pixelAuroc").isNull()).isTrue();
        assertThat(printed.at("/meanOver/pixelAuroc/classes").asInt()).isZero();
        assertThat(printed.at("/images/7/anomalous").asInt()).isEqualTo(1);
        assertThat(printed.at("/aderNames/aupro").asText()).isEqualTo("mAUPRO_px");
    }

    @Test
    void shouldJudgePartsOverTheirViewsWhereTheFileSaysWhatBelongsTogether(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("toy.safetensors");
        // the defective part's first view shows nothing, and less than the good part's second
        HostTensor maps = HostTensor.of(new float[] {0, 1, 0, 9, 0, 2, 0, 3}, List.of(4, 1, 2));
        HostTensor masks = HostTensor.of(new byte[] {0, 0, 0, 1, 0, 0, 0, 0}, List.of(4, 1, 2));
        HostTensor samples = HostTensor.of(new long[] {5, 5, 6, 6}, List.of(4));
        write(file, Map.of("maps", maps, "masks", masks, "samples", samples));

        JsonNode printed = JSON.readTree(print(file, EvaluationOptions.defaults(), MetricsFormat.JSON));
        assertThat(printed.at("/mean/sampleAuroc").asDouble()).isEqualTo(1);
        assertThat(printed.at("/aderNames/sampleF1Max").asText()).isEqualTo("mF1_max_sa_max");
        assertThat(print(file, EvaluationOptions.defaults(), MetricsFormat.TABLE))
                .contains("S sample, I image, P pixel")
                .contains("class  S-AUROC   S-AP   S-F1  I-AUROC");
    }

    @Test
    void shouldSayWhatIsWrongWithAFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("x.safetensors");
        assertProblem(file, "no such file; expected a .safetensors file or a folder of maps");
        Files.writeString(file, "not a tensor in sight");
        assertProblem(file, "not a valid safetensors file");
        write(file, Map.of("masks", masks(0, 1)));
        assertProblem(file, "no tensor named maps");
        write(file, Map.of("maps", twoMaps()));
        assertProblem(file, "neither masks nor labels say which image is anomalous");
        write(file, Map.of("maps", twoMaps(), "masks", HostTensor.of(new byte[2], List.of(2, 1, 1))));
        assertProblem(file, "masks must be U8[2, 1, 2] as the maps are, not U8[2, 1, 1]");
        write(file, Map.of("maps", twoMaps(), "masks", masks(0, 1), "classes", HostTensor.of(new long[1], List.of(1))));
        assertProblem(file, "classes must be whole numbers [2], one for each map, not I64[1]");
    }

    private static void assertProblem(Path input, String problem) {
        assertThatThrownBy(() -> MapSource.open(input, Optional.empty()))
                .isInstanceOf(BrokenDataException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void shouldNameEveryImageWhoseScoresAreNotFinite(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("x.safetensors");
        HostTensor maps = HostTensor.of(new float[] {0, Float.NaN, Float.POSITIVE_INFINITY, 0}, List.of(2, 1, 2));
        write(file, Map.of("maps", maps, "masks", masks(0, 1)));
        assertThatThrownBy(() -> print(file, EvaluationOptions.defaults(), MetricsFormat.TABLE))
                .isInstanceOf(BrokenDataException.class)
                .hasMessageContaining("image 0: the map has the score NaN at row 0, column 1")
                .hasMessageContaining("image 1: the map has the score Infinity at row 0, column 0");
    }

    private static void write(Path file, Map<String, HostTensor> tensors) throws IOException {
        SafeTensors.write(file, TensorFile.of(tensors));
    }

    /** Two maps of one row and two columns; the second one's last pixel stands out. */
    private static HostTensor twoMaps() {
        return HostTensor.of(new float[] {0, 0, 0, 1}, List.of(2, 1, 2));
    }

    /** The last pixel of each map is anomalous where told. */
    private static HostTensor masks(int first, int second) {
        return HostTensor.of(new byte[] {0, (byte) first, 0, (byte) second}, List.of(2, 1, 2));
    }
}
