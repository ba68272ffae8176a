// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalsTest {

    /** The first two in closed form, (0.025)^(1/n); 682 of 925 is the example of R's binom.test. */
    @ParameterizedTest
    @CsvSource({
        "0, 10, 0, 0.3084971",
        "10, 10, 0.6915029, 1",
        "682, 925, 0.7076683, 0.7654066",
        "8, 10, 0.4439045, 0.9747893",
        "5, 100, 0.0164319, 0.1128349",
        "1, 2, 0.0125791, 0.9874209"
    })
    void shouldGiveClopperAndPearsonsKnownValues(int hits, int trials, double low, double high) {
        Interval interval = ClopperPearson.of(hits, trials, 0.95);
        assertThat(interval.low()).isCloseTo(low, within(5e-7));
        assertThat(interval.high()).isCloseTo(high, within(5e-7));
    }

    @Test
    void shouldStayExactForManyTrials() {
        // all of n: (alpha/2)^(1/n)
        assertThat(ClopperPearson.of(100_000, 100_000, 0.95).low()).isCloseTo(Math.pow(0.025, 1e-5), within(1e-12));
        assertThatThrownBy(() -> ClopperPearson.of(3, 2, 0.95)).hasMessageContaining("3 of 2 is no rate");
    }

    @Test
    void shouldNarrowWithMoreImagesAndHoldTheTrueAuroc() {
        // two uniform scores a quarter apart: P(anomalous > normal) = 1 - 0.75^2/2
        double truth = 1 - 0.75 * 0.75 / 2;
        Interval few = interval(40);
        Interval many = interval(1000);
        assertThat(truth).isBetween(few.low(), few.high()).isBetween(many.low(), many.high());
        assertThat(many.high() - many.low()).isLessThan((few.high() - few.low()) / 3);
    }

    private static Interval interval(int images) {
        Random random = new Random(5);
        List<ImageScore> scores = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            boolean anomalous = i % 2 == 0;
            scores.add(new ImageScore(random.nextDouble() + (anomalous ? 0.25 : 0), anomalous));
        }
        Bootstrap bootstrap = new Bootstrap(1000, 0.95, 1);
        assertThat(bootstrap.interval(scores, Metric.IMAGE_AUROC))
                .isEqualTo(bootstrap.interval(scores, Metric.IMAGE_AUROC));
        return bootstrap.interval(scores, Metric.IMAGE_AUROC).orElseThrow();
    }

    @Test
    void shouldSeeASmallDifferenceOfPairsThatTheIntervalsThemselvesHide() {
        Random random = new Random(11);
        List<ImageScore> first = new ArrayList<>();
        List<ImageScore> second = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            boolean anomalous = i % 2 == 0;
            double score = random.nextDouble() + (anomalous ? 0.4 : 0);
            first.add(new ImageScore(score, anomalous));
            second.add(new ImageScore(score + (anomalous ? 0.08 : 0), anomalous));
        }
        Bootstrap bootstrap = new Bootstrap(1000, 0.95, 1);
        Interval ofFirst = bootstrap.interval(first, Metric.IMAGE_AUROC).orElseThrow();
        Interval ofSecond = bootstrap.interval(second, Metric.IMAGE_AUROC).orElseThrow();
        Interval difference =
                bootstrap.difference(first, second, Metric.IMAGE_AUROC).orElseThrow();

        assertThat(ofFirst.high()).isGreaterThan(ofSecond.low());
        assertThat(difference.low()).isPositive();
        assertThat(bootstrap.difference(first, first, Metric.IMAGE_AP)).contains(new Interval(0, 0));
    }

    @Test
    void shouldRefuseADifferenceOfUnlikeImages() {
        List<ImageScore> first = List.of(new ImageScore(1, false), new ImageScore(2, true));
        List<ImageScore> second = List.of(new ImageScore(1, true), new ImageScore(2, false));
        assertThatThrownBy(() -> new Bootstrap(10, 0.95, 1).difference(first, second, Metric.IMAGE_AUROC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("same images");
    }

    @Test
    void shouldHaveNoIntervalWithoutAValue() {
        List<ImageScore> good = List.of(new ImageScore(1, false), new ImageScore(2, false));
        assertThat(new Bootstrap(10, 0.95, 1).interval(good, Metric.IMAGE_AP)).isEmpty();
        assertThatThrownBy(() -> new Bootstrap(10, 0.95, 1).interval(good, Metric.AUPRO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldGiveCurvesWhoseAreasAreTheMetrics() {
        Random random = new Random(3);
        float[] map = new float[64 * 64];
        byte[] mask = new byte[map.length];
        for (int i = 0; i < map.length; i++) {
            mask[i] = (byte) (i % 64 < 8 && i / 64 < 20 ? 1 : 0);
            map[i] = random.nextFloat() + mask[i] * 0.5f;
        }
        try (ClassEvaluation evaluation = new ClassEvaluation("any", EvaluationOptions.defaults())) {
            evaluation.add(map, 64, 64, mask);
            evaluation.add(new float[] {0.5f, 0.7f}, 1, 2, new byte[2]);
            List<Curves.Point> pixels = evaluation.curves(1000).pixels();
            double area = 0;
            double lastRate = 0;
            double lastRecall = 0;
            for (Curves.Point point : pixels) {
                area += (point.falsePositiveRate() - lastRate) * (point.recall() + lastRecall) / 2;
                lastRate = point.falsePositiveRate();
                lastRecall = point.recall();
            }
            assertThat(area)
                    .isCloseTo(
                            evaluation
                                    .metrics(MetricDefinition.EXACT)
                                    .value(Metric.PIXEL_AUROC)
                                    .orNaN(),
                            within(1e-3));
            Curves.Point last = pixels.get(pixels.size() - 1);
            assertThat(List.of(last.falsePositiveRate(), last.recall())).containsOnly(1.0);
            assertThat(last.pro()).isCloseTo(1, within(1e-12));
            assertThat(evaluation.curves(10).pixels()).hasSizeLessThan(35);
            assertThat(evaluation.curves(10).images()).hasSize(2);
            assertThat(evaluation.imageScores())
                    .extracting(ImageScore::anomalous)
                    .containsExactly(true, false);
        }
    }
}
