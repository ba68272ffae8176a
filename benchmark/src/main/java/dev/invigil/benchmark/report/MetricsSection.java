// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import static dev.invigil.benchmark.chart.Html.text;

import dev.invigil.benchmark.chart.Html;
import dev.invigil.benchmark.maps.MetricColumns;
import dev.invigil.benchmark.metric.MeanValue;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.metric.MetricValue;
import dev.invigil.benchmark.metric.Resamples;
import dev.invigil.detector.decision.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The table of metrics, with what the papers report below it. */
final class MetricsSection {
    private MetricsSection() {}

    static String of(Report report) {
        Map<Metric, String> columns = MetricColumns.of(report.result());
        StringBuilder html = new StringBuilder(Html.format(
                "<p>In percent, definition “%s”; %sI: of the images, P: of the pixels. Small: 95 %% bootstrap interval.</p>\n",
                report.result().definition().label(),
                columns.containsKey(Metric.SAMPLE_AUROC) ? "S: of the parts over all their views, " : ""));
        html.append("<div class=\"wide\"><table><thead><tr><th>class</th>");
        columns.values().forEach(name -> html.append("<th>").append(name).append("</th>"));
        html.append("</tr></thead>\n<tbody>");
        for (int i = 0; i < report.classes().size(); i++) {
            ClassReport known = report.classes().get(i);
            html.append(Html.format(
                    "<tr><th><a href=\"#class-%d\">%s</a><small>%d good, %d defective</small></th>",
                    i,
                    text(known.name()),
                    known.metrics().images() - known.metrics().anomalous(),
                    known.metrics().anomalous()));
            columns.keySet().forEach(metric -> html.append(cell(known, metric)));
            html.append("</tr>\n");
        }
        html.append("<tr class=\"mean\"><th>mean</th>");
        Resamples mean = report.resampledMean();
        columns.keySet()
                .forEach(
                        metric -> html.append(cell(report.result().mean().get(metric), metric, mean.interval(metric))));
        html.append("</tr></tbody></table></div>\n").append(reasons(report, columns));
        report.published().ifPresent(published -> html.append(published(published)));
        return html.toString();
    }

    private static String cell(ClassReport known, Metric metric) {
        MetricValue value = known.metrics().value(metric);
        return value.isDefined()
                ? figure(metric, value.orNaN(), span(known.resamples().interval(metric)))
                : missing(metric, ((MetricValue.Undefined) value).reason());
    }

    private static String span(Optional<Interval> interval) {
        return interval.map(i -> Html.percent(i.low()) + "–" + Html.percent(i.high()))
                .orElse("");
    }

    private static String cell(MeanValue mean, Metric metric, Optional<Interval> interval) {
        return mean.value().isDefined()
                ? figure(
                        metric,
                        mean.value().orNaN(),
                        span(interval) + (mean.isComplete() ? "" : " over " + mean.classes() + " of " + mean.of()))
                : missing(metric, ((MetricValue.Undefined) mean.value()).reason());
    }

    private static String figure(Metric metric, double value, String note) {
        return "<td><data data-metric=\"" + metric.jsonName() + "\" value=\"" + value + "\">" + Html.percent(value)
                + "</data>" + (note.isEmpty() ? "" : "<small>" + note + "</small>") + "</td>";
    }

    private static String missing(Metric metric, String reason) {
        return "<td class=\"missing\" data-metric=\"" + metric.jsonName() + "\" title=\"" + text(reason)
                + "\">n/a</td>";
    }

    /** Why figures and intervals are missing, once per class and reason. */
    private static String reasons(Report report, Map<Metric, String> columns) {
        Map<String, List<String>> reasons = new LinkedHashMap<>();
        for (ClassReport known : report.classes()) {
            columns.forEach((metric, column) -> {
                if (known.metrics().value(metric) instanceof MetricValue.Undefined undefined) {
                    note(reasons, "n/a: " + known.name() + ": " + undefined.reason(), column);
                } else if (known.resamples().missing().containsKey(metric)) {
                    String reason = known.resamples().missing().get(metric);
                    note(reasons, "no interval: " + known.name() + ": " + reason, column);
                }
            });
        }
        return reasons.entrySet().stream()
                .map(reason -> text(reason.getKey()) + " (" + String.join(", ", reason.getValue()) + ")")
                .collect(Collectors.joining("<br>", "<p class=\"soft\">", "</p>\n"));
    }

    private static void note(Map<String, List<String>> reasons, String reason, String column) {
        reasons.computeIfAbsent(reason, r -> new ArrayList<>()).add(column);
    }

    private static String published(Published published) {
        List<Metric> metrics = List.copyOf(MetricColumns.ALL.keySet());
        StringBuilder html = new StringBuilder(Html.format("""
                <h3>Published for %s</h3><p>As printed, in the same definition, as means over the whole data set. To be compared only if the data
                judged here is all of it.</p>
                <div class="wide"><table><thead><tr><th>model</th>""", text(published.data())));
        MetricColumns.ALL
                .values()
                .forEach(name -> html.append("<th>").append(name).append("</th>"));
        html.append("</tr></thead>\n<tbody>");
        for (Published.Row row : published.rows()) {
            html.append("<tr><th>")
                    .append(text(row.model()))
                    .append("<small>")
                    .append(text(row.source()))
                    .append("</small></th>");
            metrics.forEach(metric -> html.append("<td>")
                    .append(row.percent().getOrDefault(metric, "–"))
                    .append("</td>"));
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div>\n").toString();
    }
}
