// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.drift;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One unit of money in several bets. Half of it is at stake from the first step on; the other half joins in equal portions, one at each step
 * of the stretch. So a change that begins late meets money that has not been lost before.
 *
 * @param logs natural logarithms of the money in each bet
 * @param steps so far
 */
public record Pots(List<Double> logs, int steps) {
    /** Amounts are rounded down to this many decimals of their logarithm, so that they are stored in a few digits. */
    private static final double DECIMALS = 1e6;

    public Pots {
        logs = List.copyOf(logs);
    }

    /** Before the first step. */
    static Pots start(int bets) {
        return new Pots(Collections.nCopies(bets, down(Math.log(0.5 / bets))), 0);
    }

    /**
     * After a step.
     *
     * @param pay logarithms of what each bet pays
     * @param stretch number of steps over which the money joins; there are no more steps than that
     */
    Pots after(double[] pay, int stretch) {
        double portion = Math.log(0.5 / stretch / pay.length);
        List<Double> next = new ArrayList<>(pay.length);
        for (int i = 0; i < pay.length; i++) {
            next.add(down(logSum(logs.get(i), portion) + pay[i]));
        }
        return new Pots(next, steps + 1);
    }

    /** Natural logarithm of all the money, with what has not joined yet. */
    double logWealth(int stretch) {
        double waiting = 0.5 * (stretch - steps) / stretch;
        return logSum(logWealth(0, logs.size()), waiting > 0 ? Math.log(waiting) : Double.NEGATIVE_INFINITY);
    }

    /** Natural logarithm of the money in the bets from {@code from} up to and without {@code to}. */
    double logWealth(int from, int to) {
        double sum = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            sum = logSum(sum, logs.get(i));
        }
        return sum;
    }

    /** log(exp(a) + exp(b)). */
    static double logSum(double a, double b) {
        double high = Math.max(a, b);
        return high == Double.NEGATIVE_INFINITY ? high : high + Math.log1p(Math.exp(Math.min(a, b) - high));
    }

    private static double down(double log) {
        return Math.floor(log * DECIMALS) / DECIMALS;
    }
}
