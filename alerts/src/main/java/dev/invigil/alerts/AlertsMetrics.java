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
 * All metrics of the service. Counters count work as it is done: what an aborted transaction takes back is counted again when
 * it is repeated.
 */
final class AlertsMetrics {
    private static final String PREFIX = Metrics.PREFIX + "alerts_";

    private final Map<TaskId, Map<AlertCause, Long>> open = new ConcurrentHashMap<>();
    private final Counter verdicts;
    private final Counter duplicates;
    private final Counter sent;
    private final Counter deadLetters;

    AlertsMetrics(PrometheusRegistry registry) {
        verdicts = Counter.builder()
                .name(PREFIX + "verdicts_total")
                .help("Verdicts that the rules have seen")
                .labelNames("decision")
                .register(registry);
        duplicates = Counter.builder()
                .name(PREFIX + "duplicate_verdicts_total")
                .help("Verdicts left out because their frame had been counted before")
                .register(registry);
        sent = Counter.builder()
                .name(PREFIX + "sent_total")
                .help("Alerts sent")
                .labelNames("cause", "state")
                .register(registry);
        deadLetters = Counter.builder()
                .name(PREFIX + "dead_letters_total")
                .help("Records that are no verdict")
                .labelNames("reason")
                .register(registry);
        GaugeWithCallback.builder()
                .name(PREFIX + "open_incidents")
                .help("Incidents open now")
                .labelNames("cause")
                .callback(gauge -> {
                    for (AlertCause cause : AlertCause.values()) {
                        gauge.call((double) openIncidents(cause), cause.name());
                    }
                })
                .register(registry);
        announce();
    }

    void verdict(Decision decision) {
        verdicts.labelValues(decision.name()).inc();
    }

    void duplicate() {
        duplicates.inc();
    }

    void sent(Alert alert) {
        sent.labelValues(alert.cause().name(), alert.state().name()).inc();
    }

    void deadLetter(Reading.Refusal reason) {
        deadLetters.labelValues(reason.name()).inc();
    }

    /** What a task holds open, in place of what it held before. */
    void open(TaskId task, Map<AlertCause, Long> incidents) {
        open.put(task, Map.copyOf(incidents));
    }

    /** The task is another instance's now, or nobody's. */
    void released(TaskId task) {
        open.remove(task);
    }

    private long openIncidents(AlertCause cause) {
        return open.values().stream()
                .mapToLong(incidents -> incidents.getOrDefault(cause, 0L))
                .sum();
    }

    /** From the start every series is there, at 0, so that a first increase is seen as one. */
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
