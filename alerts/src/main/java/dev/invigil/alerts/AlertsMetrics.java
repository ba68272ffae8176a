// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.kit.metrics.CameraLabels;
import dev.invigil.kit.metrics.LabelValue;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.processor.TaskId;

/**
 * All metrics of the service. Counters count work when it is done: work of an aborted transaction is counted again when it is repeated.
 */
final class AlertsMetrics {
    private static final int CAMERAS = 50;

    private final Map<TaskId, Map<AlertCause, Long>> open = new ConcurrentHashMap<>();
    private final Map<TaskId, Map<Camera, Map<String, Double>>> drift = new ConcurrentHashMap<>();
    private final PrometheusRegistry registry;
    private final CameraLabels cameras;
    private final Counter verdicts;
    private final Counter duplicates;
    private final Counter sent;
    private final Counter deadLetters;
    private final Counter unwatched;
    private final Counter threadRestarts;

    /** Without cameras that are known. */
    AlertsMetrics(PrometheusRegistry registry) {
        this(registry, List.of(), CAMERAS);
    }

    /**
     * Registers the metrics.
     *
     * @param known cameras that the configuration names
     * @param others how many further cameras have series of their own
     */
    AlertsMetrics(PrometheusRegistry registry, Collection<String> known, int others) {
        this.registry = registry;
        verdicts = AlertsMetricTable.VERDICTS.counter(registry);
        duplicates = AlertsMetricTable.DUPLICATES.counter(registry);
        sent = AlertsMetricTable.SENT.counter(registry);
        deadLetters = AlertsMetricTable.DEAD_LETTERS.counter(registry);
        unwatched = AlertsMetricTable.UNWATCHED.counter(registry);
        threadRestarts = AlertsMetricTable.THREAD_RESTARTS.counter(registry);
        cameras = new CameraLabels(known, others, AlertsMetricTable.OTHER_CAMERAS.counter(registry));
        AlertsMetricTable.OPEN_INCIDENTS.gauge(registry, gauge -> {
            for (AlertCause cause : AlertCause.values()) {
                gauge.call((double) openIncidents(cause), LabelValue.of(cause));
            }
        });
        AlertsMetricTable.DRIFT_WEALTH.gauge(registry, gauge -> drift.values()
                .forEach(all -> all.forEach((camera, products) -> products.forEach(
                        (product, wealth) -> gauge.call(wealth, camera.line(), camera.name(), product)))));
    }

    /**
     * Registers the lag of the consumers of Kafka Streams, read at each scrape. A consumer counts to the last stable offset and passes over
     * transaction markers, so nothing is left when all is read.
     */
    void lag(Supplier<Map<MetricName, ? extends Metric>> consumers, String topic) {
        // clients before Kafka 4.1 write the dots of a topic as underscores
        Set<String> names = Set.of(topic, topic.replace('.', '_'));
        AlertsMetricTable.LAG.gauge(registry, gauge -> {
            Map<String, Double> lag = new TreeMap<>();
            consumers.get().forEach((name, metric) -> {
                if (name.name().equals("records-lag")
                        && names.contains(name.tags().getOrDefault("topic", ""))
                        && metric.metricValue() instanceof Double records
                        && !records.isNaN()) {
                    lag.merge(name.tags().get("partition"), records, Math::max);
                }
            });
            lag.forEach((partition, records) -> gauge.call(records, partition));
        });
    }

    /** A stream thread that had failed is replaced. */
    void threadRestarted() {
        threadRestarts.inc();
    }

    private record Camera(String line, String name) {}

    void verdict(Decision decision) {
        verdicts.labelValues(LabelValue.of(decision)).inc();
    }

    void duplicate() {
        duplicates.inc();
    }

    void unwatched() {
        unwatched.inc();
    }

    void sent(Alert alert) {
        sent.labelValues(LabelValue.of(alert.cause()), LabelValue.of(alert.state()))
                .inc();
    }

    void deadLetter(Reading.Refusal reason) {
        deadLetters.labelValues(LabelValue.of(reason)).inc();
    }

    /** Sets the open incidents of a task. */
    void open(TaskId task, Map<AlertCause, Long> incidents) {
        open.put(task, Map.copyOf(incidents));
    }

    /** Sets the wealth of the drift tests of a camera, by product; empty when the camera is forgotten. */
    void drift(TaskId task, String line, String camera, Map<String, Double> wealth) {
        Map<Camera, Map<String, Double>> ofTask = drift.computeIfAbsent(task, id -> new ConcurrentHashMap<>());
        if (wealth.isEmpty()) {
            ofTask.remove(new Camera(line, camera));
        } else if (cameras.of(camera).equals(camera)) {
            ofTask.put(new Camera(line, camera), wealth);
        }
    }

    /** The task is no longer assigned to this instance. */
    void released(TaskId task) {
        open.remove(task);
        drift.remove(task);
    }

    private long openIncidents(AlertCause cause) {
        return open.values().stream()
                .mapToLong(incidents -> incidents.getOrDefault(cause, 0L))
                .sum();
    }
}
