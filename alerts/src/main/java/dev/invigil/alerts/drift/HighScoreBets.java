// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.drift;

/**
 * Bets that more parts score high than a limit q allows. "High" is a score above all calibration scores that the threshold in force accepts.
 * A bet on the rate r &gt; q pays r/q for a high score and (1 - r)/(1 - q) for another one: at most 1 on average while the true rate is at most
 * q.
 */
final class HighScoreBets {
    /** Where between the limit and 1 the rates are. */
    private static final double[] RATES = {0.1, 0.3, 0.6, 0.9};

    static final int COUNT = RATES.length;

    private HighScoreBets() {}

    /**
     * The logarithms of what each bet pays.
     *
     * @param high whether the part scores high
     * @param limit as {@link #limit}
     */
    static double[] pay(boolean high, double limit) {
        double[] pay = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            double rate = limit + (1 - limit) * RATES[i];
            pay[i] = high ? Math.log(rate / limit) : Math.log((1 - rate) / (1 - limit));
        }
        return pay;
    }

    /**
     * The largest share of high scores that needs no change of the process: defective parts, and of the good ones what the calibration leaves
     * open. The share of good parts above the (rejected + 1)-th highest of the calibration scores is at most x with a confidence of 1 - risk,
     * where x solves exp(-parts KL(rejected/parts || x)) = risk (Chernoff's bound).
     *
     * @param parts number of calibration scores
     * @param rejected how many of them the threshold in force rejects; fewer than parts
     * @param defectShare largest share of defective parts, 0 to less than 1
     * @param risk above 0, below 1
     */
    static double limit(int parts, int rejected, double defectShare, double risk) {
        double share = (double) rejected / parts;
        double low = share;
        double high = 1;
        for (int i = 0; i < 40; i++) {
            double x = (low + high) / 2;
            if (-parts * divergence(share, x) > Math.log(risk)) {
                low = x;
            } else {
                high = x;
            }
        }
        return Math.min(1 - 1e-6, defectShare + (1 - defectShare) * high);
    }

    /** Kullback-Leibler divergence of two Bernoulli distributions, 0 &lt;= p &lt; 1, p &lt;= q &lt; 1. */
    private static double divergence(double p, double q) {
        double zero = (1 - p) * (Math.log1p(-p) - Math.log1p(-q));
        return p == 0 ? zero : zero + p * Math.log(p / q);
    }
}
