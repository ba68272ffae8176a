// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.invigil.detector.decision.ClopperPearson;
import dev.invigil.detector.decision.Interval;
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
        assertThatThrownBy(() -> ClopperPearson.of(3, 2, 0.95)).hasMessageContaining("3 of 2 is not a rate");
    }

    @Test
    void shouldGiveTheSignTestsKnownValues() {
        // twice the tail of a fair coin: 2 * (1 + 10) / 2^10, and 2 / 2^5
        assertThat(SignTest.probability(1, 9)).isCloseTo(22.0 / 1024, within(1e-12));
        assertThat(SignTest.probability(5, 0)).isCloseTo(1.0 / 16, within(1e-12));
        assertThat(SignTest.probability(4, 4)).isEqualTo(1);
        assertThat(SignTest.probability(0, 0)).isEqualTo(1);
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
            evaluation.add(TestImage.of(map, 64, 64, mask));
            evaluation.add(TestImage.of(new float[] {0.5f, 0.7f}, 1, 2, new byte[2]));
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
        }
    }
}
