// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * One class's metrics in one definition.
 *
 * @param name the class
 * @param images how many images were given
 * @param anomalous how many of them hold an anomaly
 * @param values every {@link Metric}, defined or with the reason why not
 */
public record ClassMetrics(String name, int images, int anomalous, Map<Metric, MetricValue> values) {
    public ClassMetrics {
        values = Collections.unmodifiableMap(new EnumMap<>(values));
        for (Metric metric : Metric.values()) {
            if (!values.containsKey(metric)) {
                throw new IllegalArgumentException(metric + " is missing for class " + name);
            }
        }
    }

    public MetricValue value(Metric metric) {
        return values.get(metric);
    }

    /** Adds the summaries (mAD) to the plain metrics. */
    static Map<Metric, MetricValue> withSummaries(Map<Metric, MetricValue> plain) {
        Map<Metric, MetricValue> all = new EnumMap<>(plain);
        for (Metric metric : Metric.values()) {
            if (!metric.parts().isEmpty()) {
                all.put(metric, summary(metric, plain));
            }
        }
        return all;
    }

    private static MetricValue summary(Metric metric, Map<Metric, MetricValue> plain) {
        Optional<Metric> missing = metric.parts().stream()
                .filter(part -> !plain.get(part).isDefined())
                .findFirst();
        if (missing.isPresent()) {
            return MetricValue.undefined("no " + missing.get().jsonName());
        }
        return MetricValue.of(metric.parts().stream()
                .mapToDouble(part -> plain.get(part).orNaN())
                .average()
                .orElseThrow());
    }
}
