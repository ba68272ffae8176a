// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts;

import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.alert.AlertState;
import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.kit.metrics.MetricLabel;
import dev.invigil.kit.metrics.MetricSpec;
import dev.invigil.kit.metrics.MetricTable;

/** The table of the metrics of alerts. */
public final class AlertsMetricTable {
    public static final MetricTable TABLE = MetricTable.of("alerts");

    private static final MetricLabel CAUSE = MetricLabel.of("cause", "of the incident", AlertCause.class);

    static final MetricSpec VERDICTS = TABLE.counter(
            "verdicts_total",
            "verdicts",
            "Verdicts processed by the rules",
            MetricLabel.of("decision", "of the inspection", Decision.class));
    static final MetricSpec DUPLICATES = TABLE.counter(
            "duplicate_verdicts_total", "verdicts", "Verdicts skipped because their frame was already counted");
    static final MetricSpec UNWATCHED = TABLE.counter(
            "unwatched_verdicts_total",
            "verdicts",
            "Verdicts to which no rule was applied, because `alerts.camera-limit` cameras are watched already");
    static final MetricSpec SENT = TABLE.counter(
            "sent_total", "alerts", "Alerts sent", CAUSE, MetricLabel.of("state", "of the incident", AlertState.class));
    static final MetricSpec OPEN_INCIDENTS =
            TABLE.gauge("open_incidents", "incidents", "Open incidents of the cameras of this instance", CAUSE);
    static final MetricSpec DEAD_LETTERS = TABLE.counter(
            "dead_letters_total",
            "records",
            "Records sent to the dead-letter topic because they are not a valid verdict",
            MetricLabel.of("reason", "what is wrong with it", Reading.Refusal.class));
    static final MetricSpec LAG = TABLE.gauge(
            "lag_records",
            "records",
            "Records of the verdicts topic that this instance has not read yet, as of its latest fetch; 0 when all"
                    + " are read",
            MetricLabel.names("partition", "number of the partition"));
    static final MetricSpec DRIFT_WEALTH = TABLE.gauge(
            "drift_wealth_log10",
            "decimal logarithm",
            "Evidence against the calibration: about 0 while it holds, the alert opens at log10(1/alpha)",
            MetricLabel.names("line", "name of the production line"),
            MetricLabel.names("camera", "name of the camera; missing beyond `metric-cameras`"),
            MetricLabel.names("product", "name of the product"));
    static final MetricSpec OTHER_CAMERAS = TABLE.counter(
            "other_camera_verdicts_total",
            "verdicts",
            "Verdicts of cameras without drift series of their own, because there are more than `metric-cameras`");
    static final MetricSpec THREAD_RESTARTS = TABLE.counter(
            "thread_restarts_total",
            "restarts",
            "How often a stream thread that had failed was replaced, with new connections to the broker; its"
                    + " transaction was aborted");

    private AlertsMetricTable() {}
}
