// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import java.util.Optional;

/**
 * The threshold that decides on a part.
 *
 * @param threshold of an override, with the rates that the bundle's was calibrated for; they are not guaranteed then
 * @param origin where it comes from
 * @param override when an operator set it
 * @param calibration the calibration scores of the bundle's threshold for this product and camera, also when an operator set another one;
 *     empty when they are not known, or were computed with another mask than the one in force
 */
public record ThresholdInForce(
        ClassThreshold threshold,
        Origin origin,
        Optional<OperatorThreshold> override,
        Optional<CalibrationScores> calibration) {
    /** Where a threshold comes from. */
    public enum Origin {
        /** The bundle's for the product. */
        BUNDLE("bundle"),
        /** The bundle's for the product at this camera. */
        BUNDLE_CAMERA("bundle-camera"),
        /** Set by an operator. */
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

    /** The bundle's threshold of a product. */
    public static ThresholdInForce ofBundle(ClassThreshold threshold) {
        return new ThresholdInForce(threshold, Origin.BUNDLE, Optional.empty(), Optional.empty());
    }

    /**
     * The same where this mask is in force: a guarantee that was made with another mask does not hold, and scores with and without a mask
     * cannot be compared.
     */
    ThresholdInForce withMaskInForce(Optional<String> digest) {
        return new ThresholdInForce(
                threshold.invalidWith(digest).map(threshold::weakenedBy).orElse(threshold),
                origin,
                override,
                calibration.filter(scores -> scores.mask().equals(digest)));
    }

    ThresholdInForce overriddenBy(OperatorThreshold set) {
        String note = "set by " + set.setBy() + ": " + set.reason() + "; the bundle's reject threshold is "
                + threshold.reject();
        ClassThreshold byOperator = new ClassThreshold(
                set.reject(), set.review(), threshold.asked(), threshold.parts(), new Basis.Provisional(note));
        return new ThresholdInForce(byOperator, Origin.OVERRIDE, Optional.of(set), calibration);
    }
}
