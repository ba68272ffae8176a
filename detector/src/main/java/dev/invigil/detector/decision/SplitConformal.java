// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Thresholds from the scores of good parts that the model was not trained on (split conformal prediction; Vovk, Gammerman
 * and Shafer, "Algorithmic Learning in a Random World", 2005).
 *
 * <p>Of n such scores the ceil((n + 1)(1 - rate))-th smallest is a threshold that the next good part exceeds with a
 * probability of at most {@code rate}, whatever the distribution of scores, as long as parts are exchangeable. It exists when
 * n + 1 is at least 1 / rate; below that no threshold can guarantee the rate.
 */
public final class SplitConformal {
    /**
     * With fewer good parts than this there is no threshold, not even a provisional one: below five, it cannot be stated with 95 % confidence that
     * not half of all good parts score higher than all of them (0.5^5 is the first power of a half below 0.05).
     */
    public static final int LEAST_PARTS = 5;

    private static final double LEAST_MARGIN = 0.1;

    private SplitConformal() {}

    /**
     * The thresholds of a class, or of one of its cameras. With too few parts for the asked rate they are
     * {@linkplain Basis.Provisional provisional}: reject is the highest score plus its distance to the median, and at least a tenth
     * of it; review, when there are too few for its rate too, is the highest score.
     *
     * @param scores of held-out good parts, in any order
     * @throws IllegalArgumentException if there are so few that they are {@linkplain #refusal refused}, or one is not a finite
     *     number
     */
    public static ClassThreshold threshold(double[] scores, FalseRejectRates asked) {
        return threshold(scores, asked, 0);
    }

    /**
     * The same for scores that may differ from run to run. Scores are tied when they differ by at most twice the tolerance, directly or by
     * way of others between them, and a threshold is the highest score of its tie. So no more parts exceed it than without ties, and the
     * promise holds; and a score that moves by at most the tolerance moves no calibration part over the threshold.
     *
     * @param tolerance of the {@link Inspector} that will compare with the threshold; 0 or more
     */
    public static ClassThreshold threshold(double[] scores, FalseRejectRates asked, double tolerance) {
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("a tolerance must be 0 or more, not " + tolerance);
        }
        refusal(scores.length, asked).ifPresent(reason -> {
            throw new IllegalArgumentException(reason);
        });
        double[] sorted = sorted(scores);
        double highest = sorted[sorted.length - 1];
        double review = quantile(sorted, asked.review(), tolerance).orElse(highest);
        OptionalDouble reject = quantile(sorted, asked.reject(), tolerance);
        if (reject.isPresent()) {
            return new ClassThreshold(reject.getAsDouble(), review, asked, sorted.length, new Basis.Calibrated());
        }
        double margin = Math.max(highest - median(sorted), LEAST_MARGIN * Math.abs(highest));
        return new ClassThreshold(highest + margin, review, asked, sorted.length, provisional(sorted.length, asked));
    }

    /**
     * Why so few parts can set no threshold; empty when they can.
     *
     * @param parts how many held-out good parts there are
     */
    public static Optional<String> refusal(int parts, FalseRejectRates asked) {
        if (parts >= LEAST_PARTS || mayExceed(parts, asked.reject()).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "%d held-out good %s: even a provisional threshold needs %d, and a guarantee of %.3g %% needs %d",
                parts,
                parts == 1 ? "part" : "parts",
                LEAST_PARTS,
                100 * asked.reject(),
                partsNeeded(asked.reject())));
    }

    /** How many good parts a guarantee of this rate needs: the smallest n with n + 1 >= 1 / rate. */
    public static int partsNeeded(double rate) {
        return BigDecimal.ONE
                .divide(BigDecimal.valueOf(rate), 0, RoundingMode.CEILING)
                .subtract(BigDecimal.ONE)
                .intValueExact();
    }

    /**
     * Of n scores and the next one, how many may be above the threshold, which is the score of that rank. Empty when n is
     * too small for the rate. Decimal arithmetic: 1 % of 100 is 1, not a little less.
     */
    static OptionalInt mayExceed(int parts, double rate) {
        int count = BigDecimal.valueOf(rate)
                .multiply(BigDecimal.valueOf(parts + 1L))
                .setScale(0, RoundingMode.FLOOR)
                .intValueExact();
        return count < 1 ? OptionalInt.empty() : OptionalInt.of(count);
    }

    private static OptionalDouble quantile(double[] sorted, double rate, double tolerance) {
        OptionalInt count = mayExceed(sorted.length, rate);
        if (count.isEmpty()) {
            return OptionalDouble.empty();
        }
        int rank = sorted.length - count.getAsInt();
        while (rank + 1 < sorted.length && sorted[rank + 1] - sorted[rank] <= 2 * tolerance) {
            rank++;
        }
        return OptionalDouble.of(sorted[rank]);
    }

    private static double[] sorted(double[] scores) {
        for (double score : scores) {
            if (!Double.isFinite(score)) {
                throw new IllegalArgumentException("a good part's score is " + score
                        + ": not a finite number, so it cannot be used for calibration");
            }
        }
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    private static double median(double[] sorted) {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static Basis provisional(int parts, FalseRejectRates asked) {
        return new Basis.Provisional(String.format(
                Locale.ROOT,
                "%d good parts can guarantee a false-reject rate of %.3g %% at best; the requested %.3g %% needs %d parts;"
                        + " the threshold is the highest score plus a margin",
                parts,
                100.0 / (parts + 1),
                100 * asked.reject(),
                partsNeeded(asked.reject())));
    }
}
