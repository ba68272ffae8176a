// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.chart.Figures;
import dev.invigil.benchmark.maps.MetricColumns;
import dev.invigil.benchmark.metric.MeanValue;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.metric.MetricValue;
import dev.invigil.detector.decision.Interval;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The metrics, a row per class and one of their mean, with the published results.
 *
 * @param introduction what the figures are
 * @param columns short names of the metrics
 * @param reasons why figures or intervals are missing, once per class and reason
 */
record MetricTable(
        String introduction,
        Collection<String> columns,
        List<Row> rows,
        List<String> reasons,
        Optional<Published> published) {

    /**
     * @param index of the class, or -1 of the mean
     * @param size how many parts
     */
    record Row(int index, String name, String size, List<Cell> cells) {
        boolean isClass() {
            return index >= 0;
        }

        String style() {
            return isClass() ? "" : "mean";
        }
    }

    /**
     * @param value a fraction
     * @param note the interval; the reason where the metric is not defined
     */
    record Cell(String metric, boolean isDefined, double value, String note) {
        String percent() {
            return Figures.percent(value);
        }

        private static Cell of(Metric metric, MetricValue value, String note) {
            return value instanceof MetricValue.Undefined undefined
                    ? new Cell(metric.jsonName(), false, Double.NaN, undefined.reason())
                    : new Cell(metric.jsonName(), true, value.orNaN(), note);
        }
    }

    static MetricTable of(Report report) {
        Map<Metric, String> columns = MetricColumns.of(report.result());
        String introduction = Figures.format(
                "In percent, definition “%s”; %sI: images, P: pixels. Small print: 95 %% bootstrap interval.",
                report.result().definition().label(),
                columns.containsKey(Metric.SAMPLE_AUROC) ? "S: parts over all their views, " : "");
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < report.classes().size(); i++) {
            ClassReport known = report.classes().get(i);
            int defective = known.metrics().anomalous();
            String size =
                    Figures.format("%d good, %d defective", known.metrics().images() - defective, defective);
            List<Cell> cells = columns.keySet().stream()
                    .map(metric -> Cell.of(
                            metric,
                            known.metrics().value(metric),
                            span(known.resamples().interval(metric))))
                    .toList();
            rows.add(new Row(i, known.name(), size, cells));
        }
        List<Cell> means =
                columns.keySet().stream().map(metric -> mean(report, metric)).toList();
        rows.add(new Row(-1, "mean", "", means));
        return new MetricTable(
                introduction, columns.values(), List.copyOf(rows), reasons(report, columns), report.published());
    }

    /** The metrics that papers publish, with their short names. */
    Map<Metric, String> publishedColumns() {
        return MetricColumns.ALL;
    }

    private static Cell mean(Report report, Metric metric) {
        MeanValue mean = report.result().mean().get(metric);
        String over = mean.isComplete() ? "" : " over " + mean.classes() + " of " + mean.of();
        return Cell.of(metric, mean.value(), span(report.resampledMean().interval(metric)) + over);
    }

    private static String span(Optional<Interval> interval) {
        return interval.map(i -> Figures.percent(i.low()) + "–" + Figures.percent(i.high()))
                .orElse("");
    }

    private static List<String> reasons(Report report, Map<Metric, String> columns) {
        Map<String, List<String>> reasons = new LinkedHashMap<>();
        for (ClassReport known : report.classes()) {
            columns.forEach((metric, column) -> {
                if (known.metrics().value(metric) instanceof MetricValue.Undefined undefined) {
                    add(reasons, "n/a: " + known.name() + ": " + undefined.reason(), column);
                } else if (known.resamples().missing().containsKey(metric)) {
                    String reason = known.resamples().missing().get(metric);
                    add(reasons, "no interval: " + known.name() + ": " + reason, column);
                }
            });
        }
        return reasons.entrySet().stream()
                .map(reason -> reason.getKey() + " (" + String.join(", ", reason.getValue()) + ")")
                .toList();
    }

    private static void add(Map<String, List<String>> reasons, String reason, String column) {
        reasons.computeIfAbsent(reason, r -> new ArrayList<>()).add(column);
    }
}
