// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import dev.invigil.detector.decision.Interval;
import java.util.Arrays;

/**
 * How a percentile bootstrap is made: test parts are resampled with replacement, good and anomalous ones separately so that every draw has
 * as many of each, and every metric is taken of each draw. The seed makes it repeatable: the same parts, by name, are drawn whatever their scores.
 *
 * @param draws how often, 1000 or more for two digits
 * @param confidence such as 0.95
 */
public record Bootstrap(int draws, double confidence, long seed) {
    public Bootstrap {
        if (draws < 1 || !(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException(
                    "a bootstrap needs draws and a confidence between 0 and 1, not " + draws + " and " + confidence);
        }
    }

    /** The interval between the two tails of the values, one value per draw. */
    Interval interval(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double tail = (1 - confidence) / 2;
        return new Interval(quantile(sorted, tail), quantile(sorted, 1 - tail));
    }

    /** Linear between the order statistics, the median of three being the middle one. */
    private static double quantile(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
