// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import dev.invigil.detector.tensor.Sha256;
import java.util.Objects;
import java.util.Optional;

/**
 * The two thresholds of one class of parts.
 *
 * @param reject a score above it is a REJECT
 * @param review a score above it, up to {@code reject}, is a REVIEW; at most {@code reject}
 * @param asked the false-reject rates that were asked for
 * @param parts how many held-out good parts it rests on, at least 1
 * @param basis whether {@code asked.reject()} is guaranteed
 * @param mask {@linkplain dev.invigil.detector.map.IgnoreMask#digest digest} of the mask that the calibration scores were computed with;
 *     empty when every pixel counted
 */
public record ClassThreshold(
        double reject, double review, FalseRejectRates asked, int parts, Basis basis, Optional<String> mask) {
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
        if (!mask.map(Sha256::isDigest).orElse(true)) {
            throw new IllegalArgumentException("the mask of a threshold must be a SHA-256 digest, not " + mask.get());
        }
    }

    /** A threshold from scores for which every pixel counted. */
    public ClassThreshold(double reject, double review, FalseRejectRates asked, int parts, Basis basis) {
        this(reject, review, asked, parts, basis, Optional.empty());
    }

    /** The same from scores that were computed with this mask. */
    public ClassThreshold withMask(Optional<String> digest) {
        return new ClassThreshold(reject, review, asked, parts, basis, digest);
    }

    /** The same, but the rate is not guaranteed, for this reason in addition to those there are. */
    public ClassThreshold weakenedBy(String reason) {
        return new ClassThreshold(reject, review, asked, parts, basis.weakenedBy(reason), mask);
    }

    /**
     * Why the calibration says nothing about a line with this mask; empty when it does. A mask lowers scores, so a calibration on whole
     * maps is valid with any mask; one with a mask is valid with that mask only.
     *
     * @param inForce digest of the mask in force; empty when every pixel counts
     */
    Optional<String> invalidWith(Optional<String> inForce) {
        if (mask.isEmpty() || mask.equals(inForce)) {
            return Optional.empty();
        }
        return Optional.of("calibrated with the mask " + name(mask.get()) + ", but "
                + inForce.map(digest -> "the mask in force is " + name(digest)).orElse("no mask is in force")
                + "; calibrate again with the camera rules in force (invigil calibrate --camera-rules)");
    }

    private static String name(String digest) {
        return digest.substring(0, 12);
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
