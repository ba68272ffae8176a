// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelThresholdsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String DIGEST = "ab".repeat(32);
    private static final ClassThreshold GENERAL =
            new ClassThreshold(0.8, 0.5, FalseRejectRates.DEFAULT, 200, new Basis.Calibrated());
    private static final ClassThreshold CAMERA =
            new ClassThreshold(0.6, 0.4, FalseRejectRates.DEFAULT, 120, new Basis.Calibrated());
    private static final ModelThresholds MODEL =
            new ModelThresholds(DIGEST, Map.of("bottle", new ProductThresholds(GENERAL, Map.of("cam-2", CAMERA))));

    @Test
    void shouldTakeTheCamerasThresholdBeforeTheClass() {
        assertThat(decides("cam-1", Overrides.NONE)).isEqualTo(ThresholdInForce.ofBundle(GENERAL));
        ThresholdInForce own = decides("cam-2", Overrides.NONE);
        assertThat(own.threshold()).isEqualTo(CAMERA);
        assertThat(own.origin()).isEqualTo(ThresholdInForce.Origin.BUNDLE_CAMERA);
    }

    @Test
    void shouldTakeWhatWasSetByHandBeforeTheBundleAndTheCamerasBeforeTheClass() {
        Overrides all = Overrides.NONE.with(set(0.3, Optional.empty(), Optional.of(DIGEST), Optional.empty(), 4));
        Overrides both = all.with(set(0.2, Optional.of("cam-2"), Optional.empty(), Optional.empty(), 5));

        assertThat(decides("cam-2", all).threshold().reject()).isEqualTo(0.3);
        ThresholdInForce own = decides("cam-2", both);
        assertThat(own.threshold().reject()).isEqualTo(0.2);
        assertThat(own.threshold().decide(0.25, 0)).isEqualTo(Decision.REJECT);
        assertThat(own.origin()).isEqualTo(ThresholdInForce.Origin.OVERRIDE);
        assertThat(own.override().orElseThrow().source().offset()).isEqualTo(5);
        assertThat(own.threshold().basis())
                .as("no promise")
                .isEqualTo(new Basis.Provisional("set by me: a test; the bundle's reject threshold is 0.6"));
        assertThat(own.threshold().parts()).isEqualTo(120);
        assertThat(decides("cam-1", both).threshold().reject()).isEqualTo(0.3);
    }

    @Test
    void shouldGoBackToTheBundleWhenAnOverrideIsTakenBackExpiresOrIsForAnotherModel() {
        OperatorThreshold entry = set(0.3, Optional.empty(), Optional.of(DIGEST), Optional.empty(), 4);
        Overrides taken = Overrides.NONE.with(entry).without(entry.point());
        assertThat(decides("cam-1", taken)).isEqualTo(ThresholdInForce.ofBundle(GENERAL));

        Overrides expired = Overrides.NONE.with(set(0.3, Optional.empty(), Optional.of(DIGEST), Optional.of(NOW), 4));
        assertThat(decides("cam-1", expired)).isEqualTo(ThresholdInForce.ofBundle(GENERAL));

        Overrides other =
                Overrides.NONE.with(set(0.3, Optional.empty(), Optional.of("cd".repeat(32)), Optional.empty(), 4));
        assertThat(decides("cam-1", other)).isEqualTo(ThresholdInForce.ofBundle(GENERAL));
    }

    @Test
    void shouldFallBackToTheOneForAllCamerasWhenTheCamerasHasExpired() {
        Overrides both = Overrides.NONE
                .with(set(0.3, Optional.empty(), Optional.empty(), Optional.empty(), 4))
                .with(set(0.2, Optional.of("cam-1"), Optional.empty(), Optional.of(NOW), 5));

        assertThat(decides("cam-1", both).threshold().reject()).isEqualTo(0.3);
    }

    @Test
    void shouldCountWhatCountsAndWhatDoesNot() {
        Overrides some = Overrides.NONE
                .with(set(0.3, Optional.empty(), Optional.empty(), Optional.empty(), 1))
                .with(set(0.3, Optional.of("cam-1"), Optional.empty(), Optional.of(NOW), 2))
                .with(set(0.3, Optional.of("cam-2"), Optional.of("cd".repeat(32)), Optional.empty(), 3))
                .with(entry("pill", 0.3, Optional.empty(), Optional.empty(), Optional.empty(), 4));

        assertThat(MODEL.count(some, NOW))
                .isEqualTo(Map.of(
                        Overrides.State.IN_FORCE,
                        1,
                        Overrides.State.EXPIRED,
                        1,
                        Overrides.State.OTHER_MODEL,
                        1,
                        Overrides.State.UNKNOWN_PRODUCT,
                        1));
    }

    private static ThresholdInForce decides(String camera, Overrides overrides) {
        return MODEL.inForce(InspectionPoint.of("bottle", camera), overrides, NOW)
                .orElseThrow();
    }

    private static OperatorThreshold set(
            double reject, Optional<String> camera, Optional<String> model, Optional<Instant> expires, long offset) {
        return entry("bottle", reject, camera, model, expires, offset);
    }

    private static OperatorThreshold entry(
            String product,
            double reject,
            Optional<String> camera,
            Optional<String> model,
            Optional<Instant> expires,
            long offset) {
        return new OperatorThreshold(
                new InspectionPoint(product, camera),
                reject,
                reject / 2,
                model,
                "a test",
                "me",
                NOW.minusSeconds(60),
                expires,
                new OperatorThreshold.Source("invigil.thresholds", 0, offset));
    }
}
