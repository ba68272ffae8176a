// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import java.util.function.DoubleUnaryOperator;

/**
 * The exact ("conservative") interval for a rate seen as k of n: every rate under which neither k or more, nor k or fewer, has a
 * probability below half of what confidence leaves (Clopper and Pearson, 1934).
 */
public final class ClopperPearson {
    private static final int BISECTIONS = 60;

    private ClopperPearson() {}

    /**
     * @param hits k, 0..trials
     * @param trials n, at least 1
     * @param confidence such as 0.95
     */
    public static Interval of(int hits, int trials, double confidence) {
        if (trials < 1 || hits < 0 || hits > trials) {
            throw new IllegalArgumentException(hits + " of " + trials + " is not a rate");
        }
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("confidence must be between 0 and 1, not " + confidence);
        }
        double tail = (1 - confidence) / 2;
        double low = hits == 0 ? 0 : root(rate -> atMost(trials - hits, trials, 1 - rate) - tail);
        double high = hits == trials ? 1 : root(rate -> tail - atMost(hits, trials, rate));
        return new Interval(low, high);
    }

    /**
     * The largest rate that k of n leaves possible with this confidence: the upper end alone, all of what confidence leaves spent
     * on it. It also is the quantile of this confidence of the distribution Beta(k + 1, n - k).
     *
     * @param hits k, 0..trials
     * @param trials n, at least 1
     * @param confidence such as 0.95
     */
    public static double upper(int hits, int trials, double confidence) {
        return of(hits, trials, 2 * confidence - 1).high();
    }

    /** Where a function that grows on 0..1 is zero. */
    private static double root(DoubleUnaryOperator growing) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (growing.applyAsDouble(middle) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** The binomial distribution: probability of at most k hits of n at this rate, 0 &lt; rate &lt; 1. */
    private static double atMost(int hits, int trials, double rate) {
        double logTerm = trials * Math.log1p(-rate);
        double sum = Math.exp(logTerm);
        for (int k = 1; k <= hits; k++) {
            logTerm += Math.log((double) (trials - k + 1) / k) + Math.log(rate) - Math.log1p(-rate);
            sum += Math.exp(logTerm);
        }
        return Math.min(sum, 1);
    }
}
