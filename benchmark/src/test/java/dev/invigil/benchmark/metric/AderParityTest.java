// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.invigil.detector.tensor.HostTensor;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every figure that ADer's own evaluator gave for the metric fixtures, to 1e-9. */
class AderParityTest {
    private static final double ABSOLUTE = 1e-9;
    private static final double RELATIVE = 1e-9;

    @TestFactory
    Stream<DynamicContainer> shouldGiveTheReferencesFiguresForEachClass() {
        return MetricFixture.all()
                .map(fixture -> DynamicContainer.dynamicContainer(
                        fixture.name(), fixture.classes().stream().flatMap(c -> Stream.of(Metric.values())
                                .filter(metric -> fixture.expected(c, "ader").has(metric.aderName()))
                                .map(metric -> DynamicTest.dynamicTest(c + " " + metric, () -> {
                                    try (Evaluation evaluation = fixture.evaluation()) {
                                        ClassMetrics metrics =
                                                evaluation.forClass(c).metrics(MetricDefinition.ADER);
                                        MetricFixture.assertAgrees(
                                                metrics.value(metric),
                                                fixture.expected(c, "ader").get(metric.aderName()),
                                                ABSOLUTE,
                                                RELATIVE);
                                    }
                                })))));
    }

    @TestFactory
    Stream<DynamicTest> shouldGiveTheReferencesClassMeans() {
        return MetricFixture.all()
                .filter(f -> f.json().has("average"))
                .map(fixture -> DynamicTest.dynamicTest(fixture.name(), () -> {
                    try (Evaluation evaluation = fixture.evaluation()) {
                        Map<Metric, MeanValue> mean =
                                evaluation.result(MetricDefinition.ADER).mean();
                        for (Metric metric : Metric.values()) {
                            JsonNode expected = fixture.json().get("average").get(metric.aderName());
                            if (expected != null && expected.isNumber()) {
                                MetricFixture.assertAgrees(mean.get(metric).value(), expected, ABSOLUTE, RELATIVE);
                                assertThat(mean.get(metric).isComplete()).isTrue();
                            }
                        }
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> shouldSampleTheSameProCurve() {
        return MetricFixture.all().flatMap(fixture -> fixture.classes().stream()
                .filter(c -> fixture.file().tensors().containsKey("aupro_curve/" + c))
                .map(c -> DynamicTest.dynamicTest(fixture.name() + " " + c, () -> {
                    try (PixelPopulation pixels = fixture.pixels(c)) {
                        SteppedAupro aupro = new SteppedAupro(
                                pixels, fixture.json().get("max_step_aupro").asInt());
                        pixels.walk(List.of(aupro.listener()));
                        assertCurve(aupro.curve(), fixture.file().tensor("aupro_curve/" + c));
                    }
                })));
    }

    private static void assertCurve(List<SteppedAupro.Point> curve, HostTensor expected) {
        double[] want = expected.doubles();
        assertThat(curve).hasSize(expected.size(0));
        for (int i = 0; i < curve.size(); i++) {
            SteppedAupro.Point point = curve.get(i);
            double[] got = {point.pro(), point.falsePositiveRate(), point.threshold()};
            for (int k = 0; k < got.length; k++) {
                double figure = want[i * got.length + k];
                if (Double.isNaN(figure)) {
                    assertThat(got[k]).isNaN();
                } else {
                    assertThat(got[k]).isCloseTo(figure, within(ABSOLUTE + RELATIVE * Math.abs(figure)));
                }
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> shouldFollowTheReferenceAtTwiceTheSteps() {
        return MetricFixture.all().flatMap(fixture -> fixture.classes().stream()
                .map(c -> DynamicTest.dynamicTest(fixture.name() + " " + c, () -> {
                    try (PixelPopulation pixels = fixture.pixels(c)) {
                        SteppedAupro aupro = new SteppedAupro(pixels, 200);
                        pixels.walk(List.of(aupro.listener()));
                        JsonNode expected = fixture.expected(c, "other").get("mAUPRO_px.max_step_200");
                        MetricFixture.assertAgrees(aupro.value(), expected, ABSOLUTE, RELATIVE);
                    }
                })));
    }
}
