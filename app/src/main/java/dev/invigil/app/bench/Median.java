// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.bench;

import java.util.Collection;

/** Order statistics of measurements. */
final class Median {
    private Median() {}

    static double of(Collection<Double> values) {
        return quantile(values, 0.5);
    }

    /**
     * The smallest value that at least this share of the values does not exceed.
     *
     * @param share above 0, at most 1
     */
    static double quantile(Collection<Double> values, double share) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("there are no measurements");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
