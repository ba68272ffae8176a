// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.invigil.detector.decision.InspectionPoint;
import dev.invigil.detector.decision.OperatorThreshold;
import dev.invigil.detector.decision.Overrides;
import dev.invigil.scorer.LogLines;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OverrideMetricsTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    private final LogLines log = LogLines.of(OverrideMetrics.class, Level.WARN);
    private final OverrideMetrics overrides =
            new OverrideMetrics(() -> FakeModel.FACTS, new ScorerMetrics(new PrometheusRegistry()), () -> NOW);

    @AfterEach
    void stopListening() {
        log.close();
    }

    @Test
    void shouldNameTheProductThatTheModelDoesNotHaveAndTheRemedyOnce() {
        overrides.current(Overrides.NONE.with(override(InspectionPoint.of("botle"), Optional.empty())));
        overrides.current(Overrides.NONE.with(override(InspectionPoint.of("botle"), Optional.empty())));

        assertThat(log.lines())
                .containsExactly(
                        "1 threshold override names a product that is not in the model and has no effect: botle/*;"
                                + " clear with `invigil threshold clear --product botle`");
    }

    @Test
    void shouldNameAnotherProductThoughTheCountIsTheSame() {
        overrides.current(Overrides.NONE.with(override(InspectionPoint.of("botle"), Optional.empty())));
        overrides.current(Overrides.NONE.with(override(InspectionPoint.of("pcbb", "cam-1"), Optional.empty())));

        assertThat(log.lines()).hasSize(2).last().asString().contains("pcbb/cam-1", "--product pcbb --camera cam-1`");
    }

    @Test
    void shouldNameAFewOfManyProducts() {
        Overrides many = Overrides.NONE;
        for (int i = 1; i <= 7; i++) {
            many = many.with(override(InspectionPoint.of("p" + i), Optional.empty()));
        }
        overrides.current(many);

        assertThat(log.lines())
                .containsExactly(
                        "7 threshold overrides name products that are not in the model and have no effect: p1/*,"
                                + " p2/*, p3/*, p4/*, p5/* and 2 more; clear with `invigil threshold clear --product NAME"
                                + " [--camera NAME]`");
    }

    @Test
    void shouldNameTheOverrideOfAnotherModel() {
        overrides.current(Overrides.NONE.with(override(InspectionPoint.of("bottle"), Optional.of("cd".repeat(32)))));

        assertThat(log.lines())
                .containsExactly("1 threshold override applies to another model than " + "ab".repeat(32)
                        + " and has no effect: bottle/*; set again with `invigil threshold set`, or clear with"
                        + " `invigil threshold clear --product bottle`");
    }

    private static OperatorThreshold override(InspectionPoint point, Optional<String> model) {
        return new OperatorThreshold(
                point,
                0.5,
                0.4,
                model,
                "a test",
                "me",
                NOW,
                Optional.empty(),
                new OperatorThreshold.Source("thresholds", 0, 0));
    }
}
