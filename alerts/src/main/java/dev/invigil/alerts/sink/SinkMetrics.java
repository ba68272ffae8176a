// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The metrics of all sinks of a process. Any thread. */
public final class SinkMetrics {
    private final Counter delivered;
    private final Counter failed;
    private final Counter retries;
    private final Map<String, Boolean> up = new ConcurrentHashMap<>();
    private final Map<String, Optional<Instant>> oldest = new ConcurrentHashMap<>();

    /** @param clock for the age of alerts */
    public SinkMetrics(PrometheusRegistry registry, Clock clock) {
        delivered = SinkMetricTable.DELIVERED.counter(registry);
        failed = SinkMetricTable.FAILED.counter(registry);
        retries = SinkMetricTable.RETRIES.counter(registry);
        SinkMetricTable.UP.gauge(registry, gauge -> up.forEach((sink, is) -> gauge.call(is ? 1 : 0, sink)));
        SinkMetricTable.OLDEST.gauge(
                registry,
                gauge -> oldest.forEach((sink, since) -> gauge.call(
                        since.map(time -> Math.max(
                                        0,
                                        Duration.between(time, clock.instant()).toMillis() / 1e3))
                                .orElse(0.0),
                        sink)));
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
}
