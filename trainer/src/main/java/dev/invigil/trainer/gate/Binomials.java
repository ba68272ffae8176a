// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

/** The binomial distributions of up to so many trials, for callers that need very many values of them. */
final class Binomials {
    /** Outcomes further from the mean, in standard deviations, have no weight in double precision. */
    private static final double REACH = 9;

    private final double[] logFactorials;

    Binomials(int trials) {
        logFactorials = new double[trials + 1];
        for (int i = 2; i <= trials; i++) {
            logFactorials[i] = logFactorials[i - 1] + Math.log(i);
        }
    }

    /** How many trials have, with at most this probability, no hit at all. */
    static int trialsWithoutHit(double rate, double probability) {
        return (int) Math.ceil(Math.log(probability) / Math.log1p(-rate));
    }

    /** Probability of that number of hits. */
    double exactly(int hits, int trials, double rate) {
        if (hits < 0 || hits > trials) {
            return 0;
        }
        if (rate <= 0 || rate >= 1) {
            return hits == (rate <= 0 ? 0 : trials) ? 1 : 0;
        }
        return Math.exp(logFactorials[trials]
                - logFactorials[hits]
                - logFactorials[trials - hits]
                + hits * Math.log(rate)
                + (trials - hits) * Math.log1p(-rate));
    }

    /** Probability of at most that number of hits. */
    double atMost(int hits, int trials, double rate) {
        if (hits < 0) {
            return 0;
        }
        if (hits >= trials || rate <= 0) {
            return 1;
        }
        if (rate >= 1) {
            return 0;
        }
        double reach = REACH * Math.sqrt(trials * rate * (1 - rate)) + REACH;
        int first = (int) Math.max(0, Math.floor(trials * rate - reach));
        if (hits >= trials * rate + reach) {
            return 1;
        }
        double term = exactly(first, trials, rate);
        double sum = term;
        double odds = rate / (1 - rate);
        for (int k = first + 1; k <= hits; k++) {
            term *= odds * (trials - k + 1) / k;
            sum += term;
        }
        return hits < first ? 0 : Math.min(1, sum);
    }

    /** Probability of at least that number of hits. */
    double atLeast(int hits, int trials, double rate) {
        return atMost(trials - hits, trials, 1 - rate);
    }
}
