// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import dev.invigil.kit.metrics.MetricLabel;
import dev.invigil.kit.metrics.MetricSpec;
import dev.invigil.kit.metrics.MetricTable;

/** The table of the metrics of sinks. */
public final class SinkMetricTable {
    public static final MetricTable TABLE = MetricTable.of("alerts_sink");

    private static final MetricLabel SINK = MetricLabel.names("sink", "name of the sink in the configuration");

    static final MetricSpec UP =
            TABLE.gauge("up", "boolean", "1 while the sink's receiver accepts alerts, 0 while it does not", SINK);
    static final MetricSpec DELIVERED =
            TABLE.counter("delivered_total", "alerts", "Alerts that the sink's receiver has accepted", SINK);
    static final MetricSpec FAILED = TABLE.counter(
            "failed_total", "alerts", "Alerts that the sink's receiver refused, and that were left out", SINK);
    static final MetricSpec RETRIES =
            TABLE.counter("retries_total", "attempts", "Attempts to send an alert that failed and are repeated", SINK);
    static final MetricSpec OLDEST = TABLE.gauge(
            "oldest_undelivered_seconds",
            "seconds",
            "Age of the oldest alert that the sink's receiver has not accepted yet; 0 when there is none",
            SINK);

    private SinkMetricTable() {}
}
