// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import dev.invigil.detector.decision.Interval;

/**
 * The difference of two rates that were seen on the same parts, with exact tests.
 *
 * <p>The statistic is Tango's score (1998). Its distribution is not taken from the normal approximation, which is too small with few parts, but summed up over all
 * outcomes: the probability is the largest one over the unknown rate at which the models differ (Hsueh, Liu and Chen, 2001), on a grid of it.
 *
 * @param parts n, at least 1
 * @param gained parts that only the second model counts
 * @param lost parts that only the first model counts
 */
public record PairedRates(int parts, int gained, int lost) {
    private static final int GRID = 24;
    /** Leave 0.1 percentage points. */
    private static final int BISECTIONS = 10;

    private static final double NEGLIGIBLE = 1e-12;
    /** Standard deviations beyond which nothing has weight. */
    private static final double REACH = 8;

    private static final double ROUNDING = 1e-9;

    public PairedRates {
        if (parts < 1 || gained < 0 || lost < 0 || gained + lost > parts) {
            throw new IllegalArgumentException(
                    gained + " gained and " + lost + " lost of " + parts + " parts are not valid");
        }
    }

    /** The second rate less the first. */
    public double difference() {
        return (double) (gained - lost) / parts;
    }

    /**
     * Small if the difference was shown to be below the limit.
     *
     * @param limit above -1 and below 1
     */
    double below(double limit) {
        return below(limit, 1);
    }

    private double below(double limit, double enough) {
        return limit >= 0
                ? tail(parts, gained, lost, limit, true, enough)
                : tail(parts, lost, gained, -limit, false, enough);
    }

    /** Small if the difference was shown to be above the limit. */
    double above(double limit) {
        return above(limit, 1);
    }

    private double above(double limit, double enough) {
        return limit >= 0
                ? tail(parts, gained, lost, limit, false, enough)
                : tail(parts, lost, gained, -limit, true, enough);
    }

    /** Tango's score: large where the difference is below a limit, negative where it is above; normal with many parts. */
    double statistic(double limit) {
        return limit >= 0 ? score(parts, gained, lost, limit) : -score(parts, lost, gained, -limit);
    }

    /** All differences that neither test excludes with this error on each side, and up to 0.1 percentage points more. */
    public Interval interval(double error) {
        double seen = difference();
        double excludedLow = -1;
        double keptLow = seen;
        double keptHigh = seen;
        double excludedHigh = 1;
        for (int i = 0; i < BISECTIONS; i++) {
            double low = (excludedLow + keptLow) / 2;
            if (above(low, error) > error) {
                keptLow = low;
            } else {
                excludedLow = low;
            }
            double high = (keptHigh + excludedHigh) / 2;
            if (below(high, error) > error) {
                keptHigh = high;
            } else {
                excludedHigh = high;
            }
        }
        return new Interval(excludedLow, excludedHigh);
    }

    /**
     * The largest probability, over the unknown rate of lost parts, of an outcome at least as far from a difference of {@code margin} as the one seen.
     *
     * @param margin not negative
     * @param isBelow whether outcomes of small differences count, else those of large ones
     * @param enough a larger probability is not made more exact
     */
    private static double tail(int parts, int gained, int lost, double margin, boolean isBelow, double enough) {
        double seen = score(parts, gained, lost, margin);
        int[] bounds = new int[parts + 1];
        for (int l = 0; l <= parts; l++) {
            bounds[l] = isBelow
                    ? countDownTo(parts, l, margin, seen - ROUNDING)
                    : countDownTo(parts, l, margin, Math.nextUp(seen + ROUNDING)) + 1;
        }
        Binomials binomials = new Binomials(parts);
        double largest = 0;
        for (int step = 0; step <= GRID && largest <= enough; step++) {
            double share = (double) step / GRID;
            double lostRate = (1 - margin) / 2 * share * share;
            largest = Math.max(largest, probability(binomials, lostRate, lostRate + margin, bounds, isBelow));
        }
        return Math.min(1, largest);
    }

    /** The largest number of gained parts with a score of at least {@code least}; -1 if there is none. The score falls with their number. */
    private static int countDownTo(int parts, int lost, double margin, double least) {
        int with = -1;
        int without = parts - lost + 1;
        while (without - with > 1) {
            int middle = (with + without) / 2;
            if (score(parts, middle, lost, margin) >= least) {
                with = middle;
            } else {
                without = middle;
            }
        }
        return with;
    }

    /** Tango's statistic: large where the difference is below the margin. */
    private static double score(int parts, int gained, int lost, double margin) {
        double a = 2.0 * parts;
        double b = -lost - gained - (2.0 * parts - lost + gained) * margin;
        double c = gained * margin * (margin + 1);
        double gainedRate = (Math.sqrt(Math.max(0, b * b - 4 * a * c)) - b) / (2 * a);
        double variance = parts * (2 * gainedRate - margin * (margin + 1));
        double distance = lost - gained + parts * margin;
        return variance <= 0 ? Math.signum(distance) * 1e6 : distance / Math.sqrt(variance);
    }

    /** Of the outcomes up to the bounds, or from them on. */
    private static double probability(
            Binomials binomials, double lostRate, double gainedRate, int[] bounds, boolean isUpTo) {
        int parts = bounds.length - 1;
        double conditional = Math.min(1, gainedRate / (1 - lostRate));
        double spread = Math.sqrt(parts * lostRate * (1 - lostRate));
        int first = (int) Math.max(0, Math.floor(parts * lostRate - REACH * (spread + 1)));
        int last = (int) Math.min(parts, Math.ceil(parts * lostRate + REACH * (spread + 1)));
        double odds = lostRate / (1 - lostRate);
        double weight = binomials.exactly(first, parts, lostRate);
        double sum = 0;
        for (int lost = first; lost <= last && (weight > NEGLIGIBLE || lost < parts * lostRate); lost++) {
            double upTo = binomials.atMost(isUpTo ? bounds[lost] : bounds[lost] - 1, parts - lost, conditional);
            sum += weight * (isUpTo ? upTo : 1 - upTo);
            weight *= odds * (parts - lost) / (lost + 1);
        }
        return sum;
    }
}
