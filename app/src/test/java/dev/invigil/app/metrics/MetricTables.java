// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.metrics;

import dev.invigil.alerts.AlertsMetricTable;
import dev.invigil.alerts.sink.SinkMetricTable;
import dev.invigil.ingest.source.IngestMetricTable;
import dev.invigil.kit.metrics.MetricLabel;
import dev.invigil.kit.metrics.MetricSpec;
import dev.invigil.kit.metrics.MetricTable;
import dev.invigil.kit.metrics.MetricType;
import dev.invigil.kit.metrics.Metrics;
import dev.invigil.kit.metrics.ProcessMetricTable;
import dev.invigil.scorer.pipeline.ScorerMetricTable;
import dev.invigil.trainer.TrainerMetricTable;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** All metrics that Prometheus can know of a line. */
final class MetricTables {
    static final List<MetricTable> ALL = List.of(
            ProcessMetricTable.TABLE,
            IngestMetricTable.TABLE,
            ScorerMetricTable.TABLE,
            AlertsMetricTable.TABLE,
            SinkMetricTable.TABLE,
            TrainerMetricTable.TABLE);

    /** Of the target, and {@code service} by docker/prometheus/prometheus.yml. */
    private static final Set<String> TARGET = Set.of("job", "instance", "service");

    private MetricTables() {}

    /** The labels of each series, by its name; histograms with the three names that Prometheus gives them. */
    static Map<String, Set<String>> series() {
        Map<String, Set<String>> series = new TreeMap<>();
        ALL.stream().flatMap(table -> table.rows().stream()).forEach(row -> {
            Set<String> labels =
                    new TreeSet<>(row.labels().stream().map(MetricLabel::name).toList());
            if (row.type() == MetricType.HISTOGRAM) {
                histogram(series, row.name(), labels);
            } else {
                series.put(row.name(), labels);
            }
        });
        jvm(series);
        series.values().forEach(labels -> labels.addAll(TARGET));
        series.put("up", new TreeSet<>(TARGET));
        series.put(
                "ALERTS",
                new TreeSet<>(Set.of(
                        "alertname",
                        "alertstate",
                        "severity",
                        "cause",
                        "check",
                        "job",
                        "instance",
                        "service",
                        "line",
                        "camera")));
        return series;
    }

    /** The values that a label can have, when they are fixed. */
    static Map<String, Map<String, Set<String>>> values() {
        Map<String, Map<String, Set<String>>> values = new TreeMap<>();
        for (MetricTable table : ALL) {
            for (MetricSpec row : table.rows()) {
                Map<String, Set<String>> ofRow = new TreeMap<>();
                row.labels().stream()
                        .filter(label -> !label.values().isEmpty())
                        .forEach(label -> ofRow.put(label.name(), Set.copyOf(label.values())));
                names(row).forEach(name -> values.put(name, ofRow));
            }
        }
        return values;
    }

    private static List<String> names(MetricSpec row) {
        return row.type() == MetricType.HISTOGRAM
                ? List.of(row.name() + "_bucket", row.name() + "_sum", row.name() + "_count")
                : List.of(row.name());
    }

    private static void histogram(Map<String, Set<String>> series, String name, Set<String> labels) {
        series.put(name + "_sum", new TreeSet<>(labels));
        series.put(name + "_count", new TreeSet<>(labels));
        Set<String> bucket = new TreeSet<>(labels);
        bucket.add("le");
        series.put(name + "_bucket", bucket);
    }

    /** The metrics of the JVM and the process, as the client library registers them. */
    private static void jvm(Map<String, Set<String>> series) {
        for (MetricSnapshot metric : Metrics.registry("test").scrape()) {
            String name = metric.getMetadata().getPrometheusName();
            Set<String> labels = new HashSet<>();
            List<DataPointSnapshot> points = new ArrayList<>(metric.getDataPoints());
            points.forEach(point -> point.getLabels().forEach(label -> labels.add(label.getName())));
            if (metric instanceof HistogramSnapshot histogram
                    && histogram.getDataPoints().stream()
                            .allMatch(point -> point.getClassicBuckets() != ClassicHistogramBuckets.EMPTY)) {
                histogram(series, name, labels);
            } else {
                for (String ending : List.of("", "_total", "_sum", "_count", "_info")) {
                    series.putIfAbsent(name + ending, new TreeSet<>(labels));
                }
            }
        }
    }
}
