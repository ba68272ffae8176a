// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExactMetricsTest {
    private static final int CASES = 200;
    private static final double TOLERANCE = 1e-12;

    /** Two hundred random small cases, most of them full of ties; runs of seven scores make every case spill and merge. */
    @ParameterizedTest
    @EnumSource(ScoreType.class)
    void shouldAgreeWithBruteForceOnRandomCasesWithTies(ScoreType type) {
        Random random = new Random(4);
        for (int i = 0; i < CASES; i++) {
            Case drawn = Case.draw(random);
            ExactOracle oracle = new ExactOracle(drawn.maps, drawn.masks, drawn.height, drawn.width);
            ClassMetrics metrics = drawn.evaluate(type, 7);
            Map.of(
                            Metric.PIXEL_AUROC, oracle.auroc(),
                            Metric.PIXEL_AP, oracle.averagePrecision(),
                            Metric.PIXEL_F1_MAX, oracle.f1Max(),
                            Metric.PIXEL_IOU_MAX, oracle.iouMax(),
                            Metric.AUPRO, oracle.aupro(),
                            Metric.PIXEL_F1_SWEEP, oracle.sweptF1())
                    .forEach((metric, expected) -> assertThat(
                                    metrics.value(metric).orNaN())
                            .as(metric + " of " + drawn)
                            .isCloseTo(expected, within(TOLERANCE)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 64, 4096, 4097, 1 << 20})
    void shouldGiveTheSameBitsHoweverLittleIsHeldInMemory(int scoresInMemory) {
        Case drawn = Case.draw(new Random(11), 40, 30);
        ClassMetrics inMemory = drawn.evaluate(ScoreType.FLOAT32, 1 << 20);
        assertThat(drawn.evaluate(ScoreType.FLOAT32, scoresInMemory)).isEqualTo(inMemory);
    }

    /** adeval's reference tries 1000 quantiles of the normal scores; all scores must come near it where ties are few. */
    @ParameterizedTest
    @ValueSource(
            strings = {"metrics_basic", "metrics_two_classes", "metrics_many_regions", "metrics_nonsquare_float64"})
    void shouldLieNearAdevalsFineReference(String name) {
        MetricFixture fixture = MetricFixture.named(name);
        try (Evaluation evaluation = fixture.evaluation()) {
            for (String c : fixture.classes()) {
                double near = fixture.expected(c, "other")
                        .get("adeval_reference_impl.calculate_au_pro.1000")
                        .asDouble();
                assertThat(evaluation
                                .forClass(c)
                                .metrics(MetricDefinition.EXACT)
                                .value(Metric.AUPRO)
                                .orNaN())
                        .isCloseTo(near, within(0.002));
            }
        }
    }

    @Test
    void shouldSayWhyAMetricHasNoValue() {
        try (ClassEvaluation evaluation = new ClassEvaluation("good only", EvaluationOptions.defaults())) {
            evaluation.add(TestImage.of(new float[] {1, 2, 3, 4}, 2, 2, new byte[4]));
            ClassMetrics metrics = evaluation.metrics(MetricDefinition.EXACT);
            for (Metric metric : Metric.values()) {
                assertThat(metrics.value(metric)).as(metric.jsonName()).isInstanceOf(MetricValue.Undefined.class);
            }
            assertThat(metrics.value(Metric.AUPRO)).isEqualTo(MetricValue.undefined("no anomaly"));
            assertThat(metrics.value(Metric.MAD)).isEqualTo(MetricValue.undefined("no imageAuroc"));
        }
    }

    /** A few small images with quarter, tenth or arbitrary scores and at least one pixel of each kind. */
    private record Case(double[][] maps, byte[][] masks, int height, int width) {
        static Case draw(Random random) {
            return draw(random, 2 + random.nextInt(6), 2 + random.nextInt(6));
        }

        static Case draw(Random random, int height, int width) {
            int images = 1 + random.nextInt(4);
            double levels = new double[] {2, 4, 10, 1 << 20}[random.nextInt(4)];
            double[][] maps = new double[images][height * width];
            byte[][] masks = new byte[images][height * width];
            double scale = new double[] {1, 4096, 1 / 4096.0}[random.nextInt(3)];
            double density = random.nextDouble() * 0.6;
            for (int n = 0; n < images; n++) {
                for (int p = 0; p < maps[n].length; p++) {
                    masks[n][p] = (byte) (random.nextDouble() < density ? 1 : 0);
                    // a float, so that both types see the same numbers; negative ones too
                    double score = Math.floor(random.nextDouble() * levels) / levels - 0.5 + masks[n][p] * 0.25;
                    maps[n][p] = (float) (scale * score);
                }
            }
            masks[0][0] = 0;
            masks[0][1] = 1;
            maps[0][0] = -scale;
            return new Case(maps, masks, height, width);
        }

        ClassMetrics evaluate(ScoreType type, int scoresInMemory) {
            EvaluationOptions options = EvaluationOptions.defaults().withScoresInMemory(scoresInMemory);
            try (ClassEvaluation evaluation = new ClassEvaluation("drawn", options)) {
                for (int n = 0; n < maps.length; n++) {
                    if (type == ScoreType.FLOAT64) {
                        evaluation.add(TestImage.of(maps[n], height, width, masks[n]));
                    } else {
                        float[] narrow = new float[maps[n].length];
                        for (int p = 0; p < narrow.length; p++) {
                            narrow[p] = (float) maps[n][p];
                        }
                        evaluation.add(TestImage.of(narrow, height, width, masks[n]));
                    }
                }
                return evaluation.metrics(MetricDefinition.EXACT);
            }
        }

        @Override
        public String toString() {
            return maps.length + " images of " + height + " x " + width;
        }
    }
}
