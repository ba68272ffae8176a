// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.alert.AlertState;
import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.kit.metrics.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.processor.TaskId;

/**
 * All metrics of the service. Counters count work when it is done: work of an aborted transaction is counted again when it is repeated.
 */
final class AlertsMetrics {
    private static final String PREFIX = Metrics.PREFIX + "alerts_";

    private final Map<TaskId, Map<AlertCause, Long>> open = new ConcurrentHashMap<>();
    private final Map<TaskId, Map<Camera, Map<String, Double>>> drift = new ConcurrentHashMap<>();
    private final Counter verdicts;
    private final Counter duplicates;
    private final Counter sent;
    private final Counter deadLetters;
    private final Counter unwatched;

    AlertsMetrics(PrometheusRegistry registry) {
        verdicts = Counter.builder()
                .name(PREFIX + "verdicts_total")
                .help("Verdicts processed by the rules")
                .labelNames("decision")
                .register(registry);
        duplicates = Counter.builder()
                .name(PREFIX + "duplicate_verdicts_total")
                .help("Verdicts skipped because their frame was already counted")
                .register(registry);
        sent = Counter.builder()
                .name(PREFIX + "sent_total")
                .help("Alerts sent")
                .labelNames("cause", "state")
                .register(registry);
        unwatched = Counter.builder()
                .name(PREFIX + "unwatched_verdicts_total")
                .help("Verdicts to which no rule was applied, because alerts.camera-limit cameras are watched already")
                .register(registry);
        deadLetters = Counter.builder()
                .name(PREFIX + "dead_letters_total")
                .help("Records sent to the dead-letter topic because they are not a valid verdict")
                .labelNames("reason")
                .register(registry);
        GaugeWithCallback.builder()
                .name(PREFIX + "open_incidents")
                .help("Incidents that are open")
                .labelNames("cause")
                .callback(gauge -> {
                    for (AlertCause cause : AlertCause.values()) {
                        gauge.call((double) openIncidents(cause), cause.name());
                    }
                })
                .register(registry);
        GaugeWithCallback.builder()
                .name(PREFIX + "drift_wealth_log10")
                .help(
                        "Evidence against the calibration as a decimal logarithm: about 0 while it holds, the alert opens at log10(1/alpha)")
                .labelNames("line", "camera", "product")
                .callback(gauge -> drift.values()
                        .forEach(cameras -> cameras.forEach((camera, products) -> products.forEach(
                                (product, wealth) -> gauge.call(wealth, camera.line(), camera.name(), product)))))
                .register(registry);
        announce();
    }

    private record Camera(String line, String name) {}

    void verdict(Decision decision) {
        verdicts.labelValues(decision.name()).inc();
    }

    void duplicate() {
        duplicates.inc();
    }

    void unwatched() {
        unwatched.inc();
    }

    void sent(Alert alert) {
        sent.labelValues(alert.cause().name(), alert.state().name()).inc();
    }

    void deadLetter(Reading.Refusal reason) {
        deadLetters.labelValues(reason.name()).inc();
    }

    /** Sets the open incidents of a task. */
    void open(TaskId task, Map<AlertCause, Long> incidents) {
        open.put(task, Map.copyOf(incidents));
    }

    /** Sets the wealth of the drift tests of a camera, by product; empty when the camera is forgotten. */
    void drift(TaskId task, String line, String camera, Map<String, Double> wealth) {
        Map<Camera, Map<String, Double>> cameras = drift.computeIfAbsent(task, id -> new ConcurrentHashMap<>());
        if (wealth.isEmpty()) {
            cameras.remove(new Camera(line, camera));
        } else {
            cameras.put(new Camera(line, camera), wealth);
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

    /** Creates every series at 0, so that its first increase is visible. */
    private void announce() {
        for (Decision decision : Decision.values()) {
            verdicts.initLabelValues(decision.name());
        }
        for (AlertCause cause : AlertCause.values()) {
            for (AlertState state : AlertState.values()) {
                sent.initLabelValues(cause.name(), state.name());
            }
        }
        for (Reading.Refusal reason : Reading.Refusal.values()) {
            deadLetters.initLabelValues(reason.name());
        }
    }
}
