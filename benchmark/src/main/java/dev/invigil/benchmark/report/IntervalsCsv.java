// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.maps.CsvTable;
import dev.invigil.benchmark.maps.MetricColumns;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.metric.MetricValue;
import dev.invigil.benchmark.metric.Resamples;
import dev.invigil.detector.decision.Interval;
import java.util.Optional;

/** Every metric of the report with its 95 % interval, as fractions, a line each; where there is none, why. */
final class IntervalsCsv {
    private IntervalsCsv() {}

    static String of(Report report) {
        CsvTable text = new CsvTable("class", "metric", "value", "low", "high", "note");
        for (Metric metric : MetricColumns.of(report.result()).keySet()) {
            for (ClassReport known : report.classes()) {
                line(text, known.name(), metric, known.metrics().value(metric), known.resamples());
            }
            line(
                    text,
                    WrittenReport.MEAN,
                    metric,
                    report.result().mean().get(metric).value(),
                    report.resampledMean());
        }
        return text.toString();
    }

    private static void line(CsvTable text, String known, Metric metric, MetricValue value, Resamples resamples) {
        Optional<Interval> interval = resamples.interval(metric);
        text.row(
                known,
                metric.jsonName(),
                value.isDefined() ? Double.toString(value.orNaN()) : "",
                interval.map(i -> Double.toString(i.low())).orElse(""),
                interval.map(i -> Double.toString(i.high())).orElse(""),
                value instanceof MetricValue.Undefined undefined
                        ? undefined.reason()
                        : resamples.missing().getOrDefault(metric, ""));
    }
}
