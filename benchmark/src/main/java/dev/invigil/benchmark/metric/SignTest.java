// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

/**
 * The exact two-sided sign test (McNemar's test on pairs): of the pairs on which two models differ, how likely is a share at least as one-sided
 * if either were as likely to be right.
 */
public final class SignTest {
    private SignTest() {}

    /**
     * @param one pairs that speak for the one
     * @param other pairs that speak for the other
     * @return 1 when there are none
     */
    public static double probability(int one, int other) {
        if (one < 0 || other < 0) {
            throw new IllegalArgumentException(one + " and " + other + " are not counts");
        }
        int pairs = one + other;
        double logTerm = -pairs * Math.log(2);
        double tail = Math.exp(logTerm);
        for (int k = 1; k <= Math.min(one, other); k++) {
            logTerm += Math.log((double) (pairs - k + 1) / k);
            tail += Math.exp(logTerm);
        }
        return Math.min(1, 2 * tail);
    }
}
