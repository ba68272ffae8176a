// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.drift;

/**
 * Bets on p-values. Each is a density on 0..1, so a bet on a uniform p-value pays 1 on average: {@code sin(pi a) / (pi a) * ((1 - p) / p)^a}
 * for -1 &lt; a &lt; 1. With a positive a it pays for small p-values, with a negative one for large ones; the further from 0, the larger the
 * change it is made for.
 */
final class RankBets {
    /** The first half pays for p-values that are too large, the second for those that are too small. */
    private static final double[] SLOPES = {-0.7, -0.4, -0.15, 0.15, 0.4, 0.7};

    /** Keeps logarithms finite; p-values below never occur in practice. */
    private static final double LEAST = 1e-12;

    static final int COUNT = SLOPES.length;

    private RankBets() {}

    /** The logarithms of what each bet pays. */
    static double[] pay(double pValue) {
        double p = Math.min(1 - LEAST, Math.max(LEAST, pValue));
        double odds = Math.log1p(-p) - Math.log(p);
        double[] pay = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            double angle = Math.PI * SLOPES[i];
            pay[i] = SLOPES[i] * odds + Math.log(Math.sin(angle) / angle);
        }
        return pay;
    }
}
