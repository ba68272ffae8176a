// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.map.AnomalyMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassEvaluationTest {
    private static final int SIDE = 16;

    @Test
    void shouldNotDependOnTheOrderOfImagesNorOnTheThreads() {
        List<AnomalyMap> maps =
                IntStream.range(0, 40).mapToObj(ClassEvaluationTest::map).toList();
        ClassMetrics inOrder = metrics(maps.stream());
        assertThat(metrics(maps.stream().sorted((a, b) -> Float.compare(b.max(), a.max()))))
                .isEqualTo(inOrder);
        assertThat(metrics(maps.parallelStream())).isEqualTo(inOrder);
    }

    private static ClassMetrics metrics(Stream<AnomalyMap> maps) {
        EvaluationOptions options = EvaluationOptions.defaults().withScoresInMemory(100);
        try (ClassEvaluation evaluation = new ClassEvaluation("any", options)) {
            maps.forEach(map -> evaluation.add(map, maskOf(map)));
            return evaluation.metrics(MetricDefinition.EXACT);
        }
    }

    private static AnomalyMap map(int seed) {
        Random random = new Random(seed);
        float[] values = new float[SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(50) / 50f;
        }
        return new AnomalyMap(SIDE, SIDE, values);
    }

    /** Regions of many sizes, loosely where the map is high. */
    private static byte[] maskOf(AnomalyMap map) {
        byte[] mask = new byte[SIDE * SIDE];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = (byte) (map.values()[i] > 0.7 && i % 3 != 0 ? 1 : 0);
        }
        return mask;
    }

    @Test
    void shouldGiveMetricsInSeveralDefinitionsAndGoOnCollecting() {
        try (ClassEvaluation evaluation = new ClassEvaluation("any", EvaluationOptions.defaults())) {
            evaluation.add(map(1), maskOf(map(1)));
            evaluation.add(map(2), new byte[SIDE * SIDE]);
            MetricValue exact = evaluation.metrics(MetricDefinition.EXACT).value(Metric.PIXEL_AUROC);
            assertThat(evaluation.metrics(MetricDefinition.ADER).value(Metric.PIXEL_AUROC))
                    .isEqualTo(exact);
            assertThat(evaluation.metrics(MetricDefinition.ADEVAL).value(Metric.PIXEL_AUROC))
                    .isNotEqualTo(exact);
            evaluation.add(map(3), maskOf(map(4)));
            assertThat(evaluation.metrics(MetricDefinition.EXACT).images()).isEqualTo(3);
            assertThat(evaluation.metrics(MetricDefinition.EXACT).value(Metric.PIXEL_AUROC))
                    .isNotEqualTo(exact);
        }
    }

    @Test
    void shouldLeaveNoFileBehind(@TempDir Path directory) throws IOException {
        EvaluationOptions options =
                EvaluationOptions.defaults().withScoresInMemory(10).withSpillDirectory(directory);
        try (ClassEvaluation evaluation = new ClassEvaluation("any", options)) {
            evaluation.add(map(1), maskOf(map(1)));
            evaluation.metrics(MetricDefinition.ADER);
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void shouldHaveImageMetricsButNoPixelMetricsForLabelsWithoutMasks() {
        try (ClassEvaluation evaluation = new ClassEvaluation("labels", EvaluationOptions.defaults())) {
            evaluation.add(TestImage.unmasked(new AnomalyMap(1, 2, new float[] {1, 2}), true));
            evaluation.add(TestImage.unmasked(new AnomalyMap(1, 2, new float[] {1, 1}), false));
            ClassMetrics metrics = evaluation.metrics(MetricDefinition.ADER);
            assertThat(metrics.value(Metric.IMAGE_AUROC)).isEqualTo(MetricValue.of(1));
            assertThat(metrics.value(Metric.AUPRO))
                    .isEqualTo(MetricValue.undefined("1 anomalous image(s) without a mask"));
        }
    }

    @Test
    void shouldRefuseScoresThatAreNotFiniteSayingWhere() {
        try (ClassEvaluation evaluation = new ClassEvaluation("any", EvaluationOptions.defaults())) {
            assertThatThrownBy(() -> TestImage.of(new float[] {0, 0, Float.NaN, 0}, 2, 2, new byte[4]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("NaN at row 1, column 0");
            assertThatThrownBy(() -> TestImage.of(new float[4], 2, 2, new byte[3]))
                    .hasMessageContaining("a mask of 3 pixels does not fit a map of 2 x 2");
            assertThatThrownBy(() -> evaluation.metrics(MetricDefinition.ADER)).hasMessageContaining("no test image");
        }
    }

    @Test
    void shouldSayOverHowManyClassesAMeanWasTaken() {
        List<String> classes = List.of("with", "without");
        try (Evaluation evaluation = Evaluation.of(classes, EvaluationOptions.defaults())) {
            evaluation.forClass("with").add(map(1), maskOf(map(1)));
            evaluation.forClass("without").add(map(2), new byte[SIDE * SIDE]);
            EvaluationResult result = evaluation.result(MetricDefinition.EXACT);
            MeanValue mean = result.mean().get(Metric.PIXEL_AP);
            assertThat(mean.classes()).isEqualTo(1);
            assertThat(mean.of()).isEqualTo(2);
            assertThat(mean.value()).isEqualTo(result.classes().get(0).value(Metric.PIXEL_AP));
            assertThat(result.mean().get(Metric.IMAGE_AUROC).value())
                    .isEqualTo(MetricValue.undefined("undefined in every class"));
        }
    }
}
