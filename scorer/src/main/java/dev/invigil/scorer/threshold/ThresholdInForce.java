// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.threshold;

import dev.invigil.contracts.threshold.ThresholdOverride;
import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.model.ProductThresholds;
import java.time.Instant;
import java.util.Optional;

/**
 * The threshold that decides on a frame.
 *
 * @param threshold whose rates are those that the bundle's was calibrated for; of an override they are no promise
 * @param origin where it comes from
 * @param override when it was set by hand
 */
public record ThresholdInForce(ClassThreshold threshold, Origin origin, Optional<Overrides.Entry> override) {
    /** Where a threshold comes from. */
    public enum Origin {
        /** The bundle's for the class. */
        BUNDLE("bundle"),
        /** The bundle's for the class at this camera. */
        BUNDLE_CAMERA("bundle-camera"),
        /** Set by hand. */
        OVERRIDE("override");

        private final String label;

        Origin(String label) {
            this.label = label;
        }

        /** As verdicts and metrics have it. */
        public String label() {
            return label;
        }
    }

    /** What decides when nobody has set anything. */
    public static ThresholdInForce ofBundle(ClassThreshold threshold) {
        return new ThresholdInForce(threshold, Origin.BUNDLE, Optional.empty());
    }

    /**
     * An override goes before what the bundle says for the camera, and that before what it says for the class.
     *
     * @param product one that the model knows
     */
    public static ThresholdInForce of(
            String product, String camera, ModelFacts model, Overrides overrides, Instant now) {
        ProductThresholds known = model.thresholds().get(product);
        ThresholdInForce bundle = known.camera(camera)
                .map(own -> new ThresholdInForce(own, Origin.BUNDLE_CAMERA, Optional.empty()))
                .orElseGet(() -> ofBundle(known.general()));
        return overrides
                .inForce(product, camera, model, now)
                .map(entry -> bundle.overriddenBy(entry))
                .orElse(bundle);
    }

    private ThresholdInForce overriddenBy(Overrides.Entry entry) {
        ThresholdOverride set = entry.override();
        String note = "set by " + set.setBy() + ": " + set.reason() + "; the bundle's reject threshold is "
                + threshold.reject();
        ClassThreshold byHand = new ClassThreshold(
                set.reject(), set.review(), threshold.asked(), threshold.parts(), new Basis.Provisional(note));
        return new ThresholdInForce(byHand, Origin.OVERRIDE, Optional.of(entry));
    }
}
