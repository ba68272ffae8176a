// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import dev.invigil.contracts.label.Label;
import dev.invigil.kit.metrics.MetricLabel;
import dev.invigil.kit.metrics.MetricSpec;
import dev.invigil.kit.metrics.MetricTable;
import dev.invigil.trainer.child.RunPhase;
import dev.invigil.trainer.retrain.GateSummary;

/** The table of the trainer's metrics. */
public final class TrainerMetricTable {
    public static final MetricTable TABLE = MetricTable.of("trainer");

    /** The phase of a trainer without a run. */
    static final String IDLE = "idle";
    /** The product's label of a mean over products. */
    static final String MEAN = "(mean)";

    /** How runs end. */
    enum End {
        CANDIDATE,
        SHADOW,
        ACTIVE,
        REJECTED,
        RETIRED,
        FAILED,
        CANCELLED
    }

    private static final MetricLabel PHASE = MetricLabel.of("phase", "of a run", RunPhase.class);
    private static final MetricLabel PRODUCT = MetricLabel.names("product", "name of the product");

    static final MetricSpec LEADER = TABLE.gauge(
            "leader", "boolean", "1 while this trainer works, 0 while another one does or the broker does not answer");
    static final MetricSpec AT_WORK =
            TABLE.gauge("phase", "boolean", "1 for the phase of the run at work, 0 for all others", PHASE.or(IDLE));
    static final MetricSpec PROGRESS =
            TABLE.gauge("progress_ratio", "ratio", "How far the stage at hand of the phase is, 0 to 1");
    static final MetricSpec PHASE_SECONDS =
            TABLE.gauge("phase_seconds", "seconds", "Duration of the phase when it was last completed", PHASE);
    static final MetricSpec RUN_SECONDS = TABLE.gauge(
            "run_seconds", "seconds", "Duration of the last run that was completed, from its first phase to its end");
    static final MetricSpec RUNS = TABLE.counter(
            "runs_total",
            "runs",
            "Runs that ended",
            MetricLabel.of("outcome", "state of its model, `failed` or `cancelled`", End.class));
    static final MetricSpec GATE = TABLE.counter(
            "gate_decisions_total",
            "decisions",
            "Comparisons of a candidate with the active model",
            MetricLabel.of("decision", "of the gate", GateSummary.Outcome.class));
    static final MetricSpec LAST_SUCCESS = TABLE.gauge(
            "last_success_timestamp_seconds",
            "seconds since 1970",
            "When a run was last completed, whatever the gate said; 0: never");
    static final MetricSpec NEXT_RUN = TABLE.gauge(
            "next_run_timestamp_seconds", "seconds since 1970", "Next time of the schedule; 0 without a schedule");
    static final MetricSpec MODEL = TABLE.gauge(
            "model_metric",
            "fraction",
            "Metrics of the latest evaluation",
            MetricLabel.of("model", "which one", "active", "candidate"),
            MetricLabel.names("product", "name of the product; `(mean)` for the mean over products"),
            MetricLabel.names("metric", "name of the metric, as in `report.json`"));
    static final MetricSpec LABELS = TABLE.gauge(
            "labels", "labels", "Labels in force", MetricLabel.of("quality", "of the part", Label.Quality.class));
    static final MetricSpec SNAPSHOT_IMAGES = TABLE.gauge(
            "snapshot_images",
            "images",
            "Images of the latest training set",
            PRODUCT,
            MetricLabel.of("role", "what they are for", "train", "calibrate", "test"));

    private TrainerMetricTable() {}
}
