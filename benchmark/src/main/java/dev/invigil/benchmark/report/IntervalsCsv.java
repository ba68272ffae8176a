// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.maps.CsvLine;
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
        StringBuilder text = new StringBuilder(CsvLine.of("class", "metric", "value", "low", "high", "note"));
        for (Metric metric : MetricColumns.of(report.result()).keySet()) {
            for (ClassReport known : report.classes()) {
                text.append(line(known.name(), metric, known.metrics().value(metric), known.resamples()));
            }
            text.append(line(
                    WrittenReport.MEAN,
                    metric,
                    report.result().mean().get(metric).value(),
                    report.resampledMean()));
        }
        return text.toString();
    }

    private static String line(String known, Metric metric, MetricValue value, Resamples resamples) {
        Optional<Interval> interval = resamples.interval(metric);
        return CsvLine.of(
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
