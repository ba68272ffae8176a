// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** adeval's CPU class, called as ADer calls it: 50 strips. */
class AdevalParityTest {
    private static final double TOLERANCE = 1e-6;
    private static final Map<Metric, String> NAMES =
            Map.of(Metric.PIXEL_AUROC, "p_auroc", Metric.PIXEL_AP, "p_aupr", Metric.AUPRO, "p_aupro");

    @TestFactory
    Stream<DynamicTest> shouldGiveTheHistogramsFigures() {
        return MetricFixture.all().flatMap(fixture -> fixture.classes().stream()
                .map(c -> DynamicTest.dynamicTest(fixture.name() + " " + c, () -> {
                    try (Evaluation evaluation = fixture.evaluation()) {
                        ClassMetrics metrics = evaluation.forClass(c).metrics(MetricDefinition.ADEVAL);
                        JsonNode expected = fixture.expected(c, "other").get("adeval_numpy.nstrips_50");
                        NAMES.forEach((metric, name) -> MetricFixture.assertAgrees(
                                metrics.value(metric), expected.path(name), TOLERANCE, TOLERANCE));
                    }
                })));
    }

    @TestFactory
    Stream<DynamicTest> shouldTakeAllElseFromTheReference() {
        return MetricFixture.all().flatMap(fixture -> fixture.classes().stream()
                .map(c -> DynamicTest.dynamicTest(fixture.name() + " " + c, () -> {
                    try (Evaluation evaluation = fixture.evaluation()) {
                        ClassMetrics metrics = evaluation.forClass(c).metrics(MetricDefinition.ADEVAL);
                        for (Metric metric : Metric.values()) {
                            JsonNode expected = fixture.expected(c, "ader").get(metric.aderName());
                            if (expected != null && !NAMES.containsKey(metric)) {
                                MetricFixture.assertAgrees(metrics.value(metric), expected, 1e-9, 1e-9);
                            }
                        }
                    }
                })));
    }
}
