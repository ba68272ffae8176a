// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.metrics;

import java.util.List;
import java.util.stream.Stream;

/**
 * A label of a metric.
 *
 * @param name as in {@code /metrics}
 * @param meaning a few words for the reference
 * @param values all values that it can have; empty when they are names, which the meaning describes
 */
public record MetricLabel(String name, String meaning, List<String> values) {
    public MetricLabel {
        values = List.copyOf(values);
        for (String value : values) {
            if (!value.matches("[a-z0-9_]+")) {
                throw new IllegalArgumentException(
                        "values of labels are lower case with underscores, but " + name + " has " + value);
            }
        }
    }

    /** A label whose values are names, such as those of cameras. */
    public static MetricLabel names(String name, String meaning) {
        return new MetricLabel(name, meaning, List.of());
    }

    /** A label with these values. */
    public static MetricLabel of(String name, String meaning, String... values) {
        return new MetricLabel(name, meaning, List.of(values));
    }

    /** A label whose values are the constants of an enumeration. */
    public static MetricLabel of(String name, String meaning, Class<? extends Enum<?>> constants) {
        return new MetricLabel(name, meaning, LabelValue.all(constants));
    }

    /** The same with one more value. */
    public MetricLabel or(String value) {
        return new MetricLabel(
                name, meaning, Stream.concat(values.stream(), Stream.of(value)).toList());
    }
}
