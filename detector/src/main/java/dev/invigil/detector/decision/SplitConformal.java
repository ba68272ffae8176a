// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Thresholds from the scores of good parts that the model was not trained on (split conformal prediction; Vovk, Gammerman
 * and Shafer, "Algorithmic Learning in a Random World", 2005).
 *
 * <p>Of n such scores the ceil((n + 1)(1 - rate))-th smallest is a threshold that the next good part exceeds with a
 * probability of at most {@code rate}, whatever the distribution of scores, as long as parts are exchangeable. It exists when
 * n + 1 is at least 1 / rate; below that no threshold can promise the rate.
 */
public final class SplitConformal {
    private static final double LEAST_MARGIN = 0.1;

    private SplitConformal() {}

    /**
     * The thresholds of a class. With too few parts for the asked rate they are {@linkplain Basis.Provisional provisional}:
     * reject is the highest score plus its distance to the median, and at least a tenth of it; review, when there are too
     * few for its rate too, is the highest score.
     *
     * @param scores of held-out good parts, in any order; at least one
     * @throws IllegalArgumentException if there is none, or one is not a finite number
     */
    public static ClassThreshold threshold(double[] scores, FalseRejectRates asked) {
        double[] sorted = sorted(scores);
        double highest = sorted[sorted.length - 1];
        double review = quantile(sorted, asked.review()).orElse(highest);
        OptionalDouble reject = quantile(sorted, asked.reject());
        if (reject.isPresent()) {
            return new ClassThreshold(reject.getAsDouble(), review, asked, sorted.length, new Basis.Calibrated());
        }
        double margin = Math.max(highest - median(sorted), LEAST_MARGIN * Math.abs(highest));
        return new ClassThreshold(highest + margin, review, asked, sorted.length, provisional(sorted.length, asked));
    }

    /** How many good parts a promise of this rate takes: the smallest n with n + 1 >= 1 / rate. */
    public static int partsNeeded(double rate) {
        return BigDecimal.ONE
                .divide(BigDecimal.valueOf(rate), 0, RoundingMode.CEILING)
                .subtract(BigDecimal.ONE)
                .intValueExact();
    }

    /** Empty when n is too small for the rate. Decimal arithmetic: 1 % of 100 is 1, not a little less. */
    private static OptionalDouble quantile(double[] sorted, double rate) {
        int mayExceed = BigDecimal.valueOf(rate)
                .multiply(BigDecimal.valueOf(sorted.length + 1L))
                .setScale(0, RoundingMode.FLOOR)
                .intValueExact();
        return mayExceed < 1 ? OptionalDouble.empty() : OptionalDouble.of(sorted[sorted.length - mayExceed]);
    }

    private static double[] sorted(double[] scores) {
        if (scores.length == 0) {
            throw new IllegalArgumentException("no threshold without a single held-out good part");
        }
        for (double score : scores) {
            if (!Double.isFinite(score)) {
                throw new IllegalArgumentException(
                        "a good part's score is " + score + ": not a number to calibrate by");
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
                "%d good parts can promise a false-reject rate of %.3g %% at the best, %.3g %% was asked: that takes %d;"
                        + " until then the highest score and a margin",
                parts,
                100.0 / (parts + 1),
                100 * asked.reject(),
                partsNeeded(asked.reject())));
    }
}
