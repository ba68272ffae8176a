// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holm's correction (1979): of all null hypotheses that are true, one is rejected with at most the error rate, however the tests depend on each
 * other.
 */
final class Holm {
    private Holm() {}

    /** @return the adjusted probabilities, in the order of the given ones */
    static double[] adjusted(List<Double> probabilities) {
        int tests = probabilities.size();
        int[] order = IntStream.range(0, tests)
                .boxed()
                .sorted(Comparator.comparing(probabilities::get))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] adjusted = new double[tests];
        double largest = 0;
        for (int i = 0; i < tests; i++) {
            largest = Math.max(largest, Math.min(1, (tests - i) * probabilities.get(order[i])));
            adjusted[order[i]] = largest;
        }
        return adjusted;
    }
}
