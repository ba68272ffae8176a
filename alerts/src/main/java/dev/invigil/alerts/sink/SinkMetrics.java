// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import dev.invigil.kit.metrics.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The metrics of all sinks of a process. Any thread. */
public final class SinkMetrics {
    private static final String PREFIX = Metrics.PREFIX + "alerts_sink_";

    private final Counter delivered;
    private final Counter failed;
    private final Counter retries;
    private final Map<String, Boolean> up = new ConcurrentHashMap<>();
    private final Map<String, Optional<Instant>> oldest = new ConcurrentHashMap<>();

    /** @param clock for the age of alerts */
    public SinkMetrics(PrometheusRegistry registry, Clock clock) {
        delivered = counter(registry, "delivered_total", "Alerts that the sink's receiver has accepted");
        failed = counter(registry, "failed_total", "Alerts that the sink's receiver refused, and that were left out");
        retries = counter(registry, "retries_total", "Attempts to send an alert that failed and are repeated");
        GaugeWithCallback.builder()
                .name(PREFIX + "up")
                .help("1 while the sink's receiver accepts alerts, 0 while it does not")
                .labelNames("sink")
                .callback(gauge -> up.forEach((sink, is) -> gauge.call(is ? 1 : 0, sink)))
                .register(registry);
        GaugeWithCallback.builder()
                .name(PREFIX + "oldest_undelivered_seconds")
                .help("Age of the oldest alert that the sink's receiver has not accepted yet; 0 when there is none")
                .labelNames("sink")
                .callback(gauge -> oldest.forEach((sink, since) -> gauge.call(
                        since.map(time -> Math.max(
                                        0,
                                        Duration.between(time, clock.instant()).toMillis() / 1e3))
                                .orElse(0.0),
                        sink)))
                .register(registry);
    }

    /** Creates the series of a sink at 0. */
    void announce(String sink) {
        delivered.initLabelValues(sink);
        failed.initLabelValues(sink);
        retries.initLabelValues(sink);
        up(sink, true);
        oldest(sink, Optional.empty());
    }

    void delivered(String sink) {
        delivered.labelValues(sink).inc();
    }

    void failed(String sink) {
        failed.labelValues(sink).inc();
    }

    void retried(String sink) {
        retries.labelValues(sink).inc();
    }

    void up(String sink, boolean accepts) {
        up.put(sink, accepts);
    }

    void oldest(String sink, Optional<Instant> time) {
        oldest.put(sink, time);
    }

    private static Counter counter(PrometheusRegistry registry, String name, String help) {
        return Counter.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames("sink")
                .register(registry);
    }
}
