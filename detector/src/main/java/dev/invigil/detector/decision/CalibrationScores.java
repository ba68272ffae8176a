// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The scores of good parts from which a threshold was computed. Immutable.
 *
 * @param ascending at least one; sorted when the record is made
 * @param mask {@linkplain dev.invigil.detector.map.IgnoreMask#digest digest} of the mask that they were computed with; empty when every
 *     pixel counted
 */
public record CalibrationScores(List<Double> ascending, Optional<String> mask) {
    public CalibrationScores {
        Objects.requireNonNull(mask, "mask");
        if (ascending.isEmpty()) {
            throw new IllegalArgumentException("a calibration needs at least one score");
        }
        ascending = ascending.stream().sorted().toList();
    }

    /**
     * Where one score stands among the calibration scores.
     *
     * @param parts number of calibration scores
     * @param atLeast how many of them are equal to the score or higher
     * @param equal how many of them are equal to the score
     * @param rejected how many of them the reject threshold in force would reject
     */
    public record Rank(int parts, int atLeast, int equal, int rejected) {}

    /**
     * @param score of a part
     * @param reject threshold in force
     * @param tolerance of the {@link Inspector}
     */
    Rank rank(double score, double reject, double tolerance) {
        int atLeast = parts() - below(score);
        return new Rank(parts(), atLeast, atLeast - above(score), above(reject + tolerance));
    }

    private int parts() {
        return ascending.size();
    }

    /** How many are lower. */
    private int below(double value) {
        int low = 0;
        int high = parts();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ascending.get(middle) < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** How many are higher. */
    private int above(double value) {
        return parts() - below(Math.nextUp(value));
    }
}
