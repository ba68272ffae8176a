// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.contracts.threshold.ThresholdOverride;
import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.detector.decision.Decision;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.product.Prototypes;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.model.ProductThresholds;
import dev.invigil.scorer.threshold.Overrides.State;
import dev.invigil.scorer.threshold.ThresholdInForce.Origin;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ThresholdInForceTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String DIGEST = "ab".repeat(32);
    private static final ClassThreshold GENERAL =
            new ClassThreshold(0.8, 0.5, FalseRejectRates.DEFAULT, 200, new Basis.Calibrated());
    private static final ClassThreshold CAMERA =
            new ClassThreshold(0.6, 0.4, FalseRejectRates.DEFAULT, 120, new Basis.Calibrated());
    private static final ModelFacts MODEL = new ModelFacts(
            new ModelIdentity("fake", "1", DIGEST),
            Preprocessing.imageNet(8, 8),
            PostProcessing.maximum(0),
            Map.of("bottle", new ProductThresholds(GENERAL, Map.of("cam-2", CAMERA))),
            Prototypes.NONE,
            "cpu");

    @Test
    void shouldTakeTheCamerasThresholdBeforeTheClass() {
        assertThat(decides("cam-1", Overrides.NONE)).isEqualTo(ThresholdInForce.ofBundle(GENERAL));
        ThresholdInForce own = decides("cam-2", Overrides.NONE);
        assertThat(own.threshold()).isEqualTo(CAMERA);
        assertThat(own.origin()).isEqualTo(Origin.BUNDLE_CAMERA);
    }

    @Test
    void shouldTakeWhatWasSetByHandBeforeTheBundleAndTheCamerasBeforeTheClass() {
        Overrides all = Overrides.NONE.with(set(0.3, Optional.empty(), Optional.of(DIGEST), Optional.empty(), 4));
        Overrides both = all.with(set(0.2, Optional.of("cam-2"), Optional.empty(), Optional.empty(), 5));

        assertThat(decides("cam-2", all).threshold().reject()).isEqualTo(0.3);
        ThresholdInForce own = decides("cam-2", both);
        assertThat(own.threshold().reject()).isEqualTo(0.2);
        assertThat(own.threshold().decide(0.25)).isEqualTo(Decision.REJECT);
        assertThat(own.origin()).isEqualTo(Origin.OVERRIDE);
        assertThat(own.override().orElseThrow().position().offset()).isEqualTo(5);
        assertThat(own.threshold().basis())
                .as("no promise")
                .isEqualTo(new Basis.Provisional("set by me: a test; the bundle's reject threshold is 0.6"));
        assertThat(own.threshold().parts()).isEqualTo(120);
        assertThat(decides("cam-1", both).threshold().reject()).isEqualTo(0.3);
    }

    @Test
    void shouldGoBackToTheBundleWhenAnOverrideIsTakenBackExpiresOrIsForAnotherModel() {
        Overrides.Entry entry = set(0.3, Optional.empty(), Optional.of(DIGEST), Optional.empty(), 4);
        Overrides taken = Overrides.NONE.with(entry).without(entry.override().key());
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

        assertThat(some.count(MODEL, NOW))
                .isEqualTo(Map.of(State.IN_FORCE, 1, State.EXPIRED, 1, State.OTHER_MODEL, 1, State.UNKNOWN_PRODUCT, 1));
    }

    private static ThresholdInForce decides(String camera, Overrides overrides) {
        return ThresholdInForce.of("bottle", camera, MODEL, overrides, NOW);
    }

    private static Overrides.Entry set(
            double reject, Optional<String> camera, Optional<String> model, Optional<Instant> expires, long offset) {
        return entry("bottle", reject, camera, model, expires, offset);
    }

    private static Overrides.Entry entry(
            String product,
            double reject,
            Optional<String> camera,
            Optional<String> model,
            Optional<Instant> expires,
            long offset) {
        return new Overrides.Entry(
                new ThresholdOverride(
                        1, product, camera, reject, reject / 2, model, "a test", "me", NOW.minusSeconds(60), expires),
                new RecordPosition("invigil.thresholds", 0, offset));
    }
}
