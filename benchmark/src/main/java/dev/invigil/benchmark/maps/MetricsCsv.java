// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.maps;

import dev.invigil.benchmark.metric.ClassMetrics;
import dev.invigil.benchmark.metric.EvaluationResult;
import dev.invigil.benchmark.metric.MeanValue;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.metric.MetricValue;

/** One line per class and metric, fractions in full double precision, RFC 4180; an undefined value is empty and its reason given. */
final class MetricsCsv {
    private MetricsCsv() {}

    static String of(EvaluationResult result) {
        CsvTable text = new CsvTable("definition", "class", "metric", "ader_name", "value", "note");
        String definition = result.definition().label();
        for (ClassMetrics metrics : result.classes()) {
            metrics.values().forEach((metric, value) -> line(text, definition, metrics.name(), metric, value, ""));
        }
        for (Metric metric : Metric.values()) {
            MeanValue mean = result.mean().get(metric);
            line(text, definition, "mean", metric, mean.value(), mean.classes() + " of " + mean.of() + " classes");
        }
        return text.toString();
    }

    private static void line(
            CsvTable text, String definition, String className, Metric metric, MetricValue value, String note) {
        boolean defined = value.isDefined();
        String reason = value instanceof MetricValue.Undefined undefined ? undefined.reason() : note;
        String number = defined ? Double.toString(value.orNaN()) : "";
        text.row(definition, className, metric.jsonName(), metric.aderName(), number, reason);
    }
}
