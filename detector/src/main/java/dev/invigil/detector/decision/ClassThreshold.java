// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import java.util.Objects;

/**
 * The two thresholds of one class of parts.
 *
 * @param reject a score above it is a REJECT
 * @param review a score above it, up to {@code reject}, is a REVIEW; at most {@code reject}
 * @param asked the false-reject rates that were asked for
 * @param parts how many held-out good parts it rests on, at least 1
 * @param basis whether {@code asked.reject()} is guaranteed
 */
public record ClassThreshold(double reject, double review, FalseRejectRates asked, int parts, Basis basis) {
    private static final double CONFIDENCE = 0.95;

    public ClassThreshold {
        Objects.requireNonNull(asked);
        Objects.requireNonNull(basis);
        if (!Double.isFinite(reject) || !Double.isFinite(review) || review > reject) {
            throw new IllegalArgumentException(
                    "thresholds must be numbers with review <= reject, not " + review + " and " + reject);
        }
        if (parts < 1) {
            throw new IllegalArgumentException("a threshold needs at least one good part, not " + parts);
        }
    }

    /**
     * The decision by the score alone; {@link Inspector} makes the whole one.
     *
     * @param tolerance by how much more than a threshold a score must be greater
     * @throws IllegalArgumentException if the score is NaN: nothing is decided on a broken map
     */
    Decision decide(double score, double tolerance) {
        if (Double.isNaN(score)) {
            throw new IllegalArgumentException("the score is NaN, not a number");
        }
        if (score > reject + tolerance) {
            return Decision.REJECT;
        }
        return score > review + tolerance ? Decision.REVIEW : Decision.PASS;
    }

    /** The smallest false-reject rate that this many good parts can guarantee: 1 / (parts + 1). */
    public double smallestGuaranteedRate() {
        return 1.0 / (parts + 1);
    }

    /**
     * The false-reject rate that these parts do guarantee, on the mean over all calibrations that could have been: at most the
     * asked one when calibrated, above it when provisional.
     */
    public double guaranteedRate() {
        return (double) SplitConformal.mayExceed(parts, asked.reject()).orElse(1) / (parts + 1);
    }

    /**
     * The false-reject rate that this one calibration stays below with 95 % confidence. Chance decides which parts were held out,
     * so the rate on the line differs from calibration to calibration: if k of n parts may be at the threshold or above, it
     * follows Beta(k, n + 1 - k) for scores without ties, and is smaller with ties (Vovk, "Conditional validity of inductive
     * conformal predictors", 2012).
     */
    public double realisedRateBound() {
        int atOrAbove = SplitConformal.mayExceed(parts, asked.reject()).orElse(1);
        return ClopperPearson.upper(atOrAbove - 1, parts, CONFIDENCE);
    }
}
