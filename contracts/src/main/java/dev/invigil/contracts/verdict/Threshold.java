// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.verdict;

import java.util.Optional;

/**
 * The threshold that was applied, and its origin.
 *
 * @param reject a score above it is a REJECT
 * @param review a score above it, up to {@code reject}, is a REVIEW
 * @param origin {@code bundle} (the bundle's threshold for the product), {@code bundle-camera} (the bundle's threshold for the product at
 *     this camera) or
 *     {@code override} (set by an operator)
 * @param basis {@code CALIBRATED} when the false-reject rate is guaranteed, else {@code PROVISIONAL}
 * @param falseRejectRate requested share of good parts with a score above {@code reject}, 0 to 1; for an override, that of the bundle's
 *     threshold
 * @param calibrationParts number of held-out good parts used for calibration; for an override, that of the bundle's threshold
 * @param note why the threshold is provisional
 * @param setByHand the override record; only with origin {@code override}
 */
public record Threshold(
        double reject,
        double review,
        String origin,
        Basis basis,
        double falseRejectRate,
        int calibrationParts,
        Optional<String> note,
        Optional<OverrideReference> setByHand) {

    /** Whether the false-reject rate is guaranteed. */
    public enum Basis {
        CALIBRATED,
        PROVISIONAL
    }

    /** A threshold of a bundle. */
    public Threshold(
            double reject,
            double review,
            String origin,
            Basis basis,
            double falseRejectRate,
            int calibrationParts,
            Optional<String> note) {
        this(reject, review, origin, basis, falseRejectRate, calibrationParts, note, Optional.empty());
    }

    public Threshold {
        if (!Double.isFinite(reject) || !Double.isFinite(review)) {
            throw new IllegalArgumentException(
                    "thresholds must be finite numbers, but review is " + review + " and reject is " + reject);
        }
        if (!(review <= reject)) {
            throw new IllegalArgumentException("review threshold " + review + " is above reject threshold " + reject);
        }
    }
}
