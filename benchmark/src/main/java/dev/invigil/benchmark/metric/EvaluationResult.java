// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The table: one row per class, and the mean over classes.
 *
 * @param definition the metric definition of all values
 * @param classes in the order asked for; at least one
 * @param mean every {@link Metric}
 */
public record EvaluationResult(MetricDefinition definition, List<ClassMetrics> classes, Map<Metric, MeanValue> mean) {
    public EvaluationResult {
        classes = List.copyOf(classes);
        mean = Collections.unmodifiableMap(new EnumMap<>(mean));
    }

    /** Takes the class means. */
    public static EvaluationResult of(MetricDefinition definition, List<ClassMetrics> classes) {
        if (classes.isEmpty()) {
            throw new IllegalArgumentException("an evaluation needs at least one class");
        }
        Map<Metric, MeanValue> mean = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            mean.put(
                    metric,
                    MeanValue.of(classes.stream().map(c -> c.value(metric)).toList()));
        }
        return new EvaluationResult(definition, classes, mean);
    }

    public Optional<ClassMetrics> classNamed(String name) {
        return classes.stream().filter(c -> c.name().equals(name)).findFirst();
    }
}
