// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.verdict;

import java.util.Optional;

/**
 * The threshold that decided, and where it comes from.
 *
 * @param reject a score above it is a REJECT
 * @param review a score above it, up to {@code reject}, is a REVIEW
 * @param origin for example {@code bundle}
 * @param basis {@code CALIBRATED} when the promise below holds, else {@code PROVISIONAL}
 * @param falseRejectRate the rate of good parts above {@code reject} that was asked for, 0 to 1
 * @param calibrationParts number of held-out good parts it rests on
 * @param note why it is provisional
 */
public record Threshold(
        double reject,
        double review,
        String origin,
        Basis basis,
        double falseRejectRate,
        int calibrationParts,
        Optional<String> note) {

    /** Whether the false-reject rate is a promise. */
    public enum Basis {
        CALIBRATED,
        PROVISIONAL
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
