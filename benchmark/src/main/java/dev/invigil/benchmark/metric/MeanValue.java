// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.Arrays;
import java.util.Collection;

/**
 * A class mean, each class weighing the same.
 *
 * @param value the mean over the classes that have a value; undefined when none has
 * @param classes how many have one
 * @param of how many classes there are
 */
public record MeanValue(MetricValue value, int classes, int of) {

    static MeanValue of(Collection<MetricValue> values) {
        double[] defined = values.stream()
                .filter(MetricValue::isDefined)
                .mapToDouble(MetricValue::orNaN)
                .toArray();
        MetricValue mean = defined.length == 0
                ? MetricValue.undefined("undefined in every class")
                : MetricValue.of(Arrays.stream(defined).average().orElseThrow());
        return new MeanValue(mean, defined.length, values.size());
    }

    /** Whether every class took part. */
    public boolean isComplete() {
        return classes == of;
    }
}
