// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.verdict;

import java.util.Optional;

/**
 * The threshold that decided, and where it comes from.
 *
 * @param reject a score above it is a REJECT
 * @param review a score above it, up to {@code reject}, is a REVIEW
 * @param origin {@code bundle} (the bundle's for the class), {@code bundle-camera} (the bundle's for the class at this camera) or
 *     {@code override} (set by hand)
 * @param basis {@code CALIBRATED} when the promise below holds, else {@code PROVISIONAL}
 * @param falseRejectRate the rate of good parts above {@code reject} that was asked for, 0 to 1; of an override, for the bundle's
 * @param calibrationParts number of held-out good parts it rests on; of an override, on which the bundle's does
 * @param note why it is provisional
 * @param setByHand on an override
 */
public record Threshold(
        double reject,
        double review,
        String origin,
        Basis basis,
        double falseRejectRate,
        int calibrationParts,
        Optional<String> note,
        Optional<SetByHand> setByHand) {

    /** Whether the false-reject rate is a promise. */
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
            throw new IllegalArgumentException("thresholds are finite, but are " + review + " and " + reject);
        }
        if (!(review <= reject)) {
            throw new IllegalArgumentException("review threshold " + review + " is above reject threshold " + reject);
        }
    }
}
