// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.reason.UnscoredReason;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.detector.decision.Overrides;
import dev.invigil.detector.decision.ThresholdInForce;
import dev.invigil.kit.kafka.RecordProblem;
import dev.invigil.kit.kafka.TransactionEnd;
import dev.invigil.kit.metrics.LabelValue;
import dev.invigil.kit.metrics.MetricLabel;
import dev.invigil.kit.metrics.MetricSpec;
import dev.invigil.kit.metrics.MetricTable;
import dev.invigil.scorer.model.OfferOutcome;
import dev.invigil.scorer.model.RefusalReason;
import java.util.List;

/** The table of the scorer's metrics. */
public final class ScorerMetricTable {
    public static final MetricTable TABLE = MetricTable.of("scorer");

    private static final MetricLabel DECISION = MetricLabel.of("decision", "of the inspection", Decision.class);
    private static final MetricLabel CAMERA =
            MetricLabel.names("camera", "name of the camera; `other` beyond `metric-cameras`");
    private static final MetricLabel PRODUCT =
            MetricLabel.names("product", "name of a product of the model; `unknown` for others");
    private static final MetricLabel RECORD_REASON = MetricLabel.of(
                    "reason", "what is wrong with it", Reading.Refusal.class)
            .or(LabelValue.of(RecordProblem.FAILED));
    private static final MetricLabel OFFER = MetricLabel.of(
                    "result", "`active`, or why the model was refused", RefusalReason.class)
            .or(LabelValue.of(OfferOutcome.Active.LABEL));
    private static final MetricLabel WHERE = MetricLabel.names(
            "camera", "camera with a threshold of its own, or `all` for the product's threshold everywhere else");

    private static final MetricLabel FRESHNESS = MetricLabel.of(
            "frames",
            "`backfill`: captured more than a minute before they were sent, such as old files of a folder",
            "live",
            "backfill");

    static final MetricSpec VERDICTS = TABLE.counter("verdicts_total", "verdicts", "Committed verdicts", DECISION);
    static final MetricSpec CAMERA_VERDICTS = TABLE.counter(
            "camera_verdicts_total",
            "verdicts",
            "Committed verdicts, by camera and product",
            CAMERA,
            PRODUCT,
            DECISION);
    static final MetricSpec OTHER_CAMERAS = TABLE.counter(
            "other_camera_verdicts_total",
            "verdicts",
            "Committed verdicts of cameras without series of their own, because there are more than `metric-cameras`");
    static final MetricSpec LAST_VERDICT = TABLE.gauge(
            "last_verdict_timestamp_seconds",
            "seconds since 1970",
            "When the latest verdict of a camera was committed",
            CAMERA);
    static final MetricSpec SCORE_RATIO = TABLE.histogram(
            "score_ratio",
            "ratio",
            "Scores divided by the reject threshold in force: above 1 is a reject",
            List.of(0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 4.0),
            PRODUCT);
    static final MetricSpec THRESHOLD = TABLE.gauge(
            "threshold",
            "score",
            "Threshold in force",
            PRODUCT,
            WHERE,
            MetricLabel.of("bound", "the decision that a higher score causes", "review", "reject"));
    static final MetricSpec THRESHOLD_PROVISIONAL = TABLE.gauge(
            "threshold_provisional",
            "boolean",
            "1 while the threshold in force guarantees no false-reject rate, otherwise 0",
            PRODUCT,
            WHERE);
    static final MetricSpec THRESHOLD_VERDICTS = TABLE.counter(
            "threshold_verdicts_total",
            "verdicts",
            "Committed verdicts with a score, by the origin of their threshold",
            MetricLabel.of("origin", "who set it", ThresholdInForce.Origin.class));
    static final MetricSpec THRESHOLD_OVERRIDES = TABLE.gauge(
            "threshold_overrides",
            "overrides",
            "Thresholds that operators have set",
            MetricLabel.of("state", "whether they take effect, or why not", Overrides.State.class));
    static final MetricSpec THRESHOLDS_REFUSED = TABLE.counter(
            "thresholds_refused_total",
            "records",
            "Records of the thresholds topic that were invalid and ignored",
            RECORD_REASON);
    static final MetricSpec DEAD_LETTERS = TABLE.counter(
            "dead_letters_total",
            "records",
            "Committed dead letters, each with an UNSCORED verdict unless the reason is duplicate_id",
            MetricLabel.of("reason", "why there is no score", UnscoredReason.class)
                    .or(LabelValue.of(OutcomeRecords.NoVerdict.DUPLICATE_ID)));
    static final MetricSpec DUPLICATES = TABLE.counter(
            "duplicate_frames_total",
            "frames",
            "Frames without a verdict of their own because their id was already used",
            MetricLabel.of("content", "whether it is the same as that of the first frame", "same", "other"));
    static final MetricSpec MAPS = TABLE.counter("maps_total", "maps", "Committed anomaly maps", DECISION);
    static final MetricSpec FRAME_SECONDS = TABLE.latency(
            "frame_seconds",
            "Time from the arrival of a scored frame on its topic until its verdict was committed",
            FRESHNESS);
    static final MetricSpec CAPTURE_SECONDS = TABLE.latency(
            "capture_seconds", "Time from the capture of a scored frame until its verdict was committed", FRESHNESS);
    static final MetricSpec STAGES = TABLE.latency(
            "stage_seconds",
            "Time of scored frames by stage; the stages of a frame add up to less than frame_seconds, which includes"
                    + " the time before the scorer reads it",
            MetricLabel.of(
                    "stage",
                    "`forward` is the time of the whole batch, `commit` the wait for the transaction",
                    "queue",
                    "decode",
                    "forward",
                    "map",
                    "commit"));
    static final MetricSpec BATCHES = TABLE.histogram(
            "batch_frames", "frames", "Frames in a batch", List.of(1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0));
    static final MetricSpec LAG = TABLE.gauge(
            "lag_records",
            "records",
            "Records of the frames topic that this scorer has not read yet, as of its latest fetch; 0 when all are"
                    + " read",
            MetricLabel.names("partition", "number of the partition"));
    static final MetricSpec IN_FLIGHT_FRAMES =
            TABLE.gauge("in_flight_frames", "frames", "Frames read and not yet committed");
    static final MetricSpec IN_FLIGHT_BYTES = TABLE.gauge(
            "in_flight_bytes", "bytes", "Bytes of the images of the frames that were read and not yet committed");
    static final MetricSpec PAUSED =
            TABLE.gauge("paused", "boolean", "1 while reading is paused because too much is in flight, otherwise 0");
    static final MetricSpec TRANSACTIONS = TABLE.counter(
            "transactions_total",
            "transactions",
            "Transactions that ended; the work of those that were not committed is repeated",
            MetricLabel.of("result", "how it ended; unknown: the broker did not answer", TransactionEnd.class));
    static final MetricSpec TRANSACTION_SECONDS = TABLE.latency("transaction_seconds", "Duration of a transaction");
    static final MetricSpec RECONNECTS = TABLE.counter(
            "reconnects_total", "reconnects", "How often new connections to the broker replaced ones that had failed");
    static final MetricSpec DEVICE_BUSY = TABLE.counter(
            "device_busy_seconds_total", "seconds", "Time of the device in calls that score, open or warm a model");
    static final MetricSpec DEVICE_FAILURES = TABLE.counter(
            "device_failures_total",
            "calls",
            "Calls of the device that failed while scoring a batch; its frames are scored again one by one");
    static final MetricSpec NATIVE_RESOURCES = TABLE.gauge(
            "native_resources",
            "tensors and models",
            "Live native tensors and models; a constant value is normal, a growing value is a memory leak");
    static final MetricSpec MODEL = TABLE.info(
            "model_info",
            "The model that scores",
            MetricLabel.names("name", "of the model"),
            MetricLabel.names("version", "of the model"),
            MetricLabel.names("digest", "of the bundle"),
            MetricLabel.names("device", "where it runs, such as `cpu` or `gpu:0`"));
    static final MetricSpec MODEL_SINCE = TABLE.gauge(
            "model_since_timestamp_seconds",
            "seconds since 1970",
            "Since when the model scores",
            MetricLabel.names("name", "of the model"),
            MetricLabel.names("version", "of the model"));
    static final MetricSpec MODEL_OFFERS = TABLE.counter(
            "model_offers_total", "models", "Models offered to the scorer, including the first one", OFFER);
    static final MetricSpec MODEL_NOT_IN_USE = TABLE.gauge(
            "model_not_in_use",
            "boolean",
            "1 while the model that is ACTIVE on the models topic is not the one that scores, otherwise 0");
    static final MetricSpec MODEL_RECORDS_REFUSED = TABLE.counter(
            "model_records_refused_total",
            "records",
            "Records of the models topic that were invalid and ignored",
            RECORD_REASON);
    static final MetricSpec SHADOW_VERDICTS = TABLE.counter(
            "shadow_verdicts_total",
            "decisions",
            "Decisions of the model in shadow",
            PRODUCT,
            MetricLabel.of("decision", "compared with that of the line", "same", "other"));
    static final MetricSpec SHADOW_DROPPED = TABLE.counter(
            "shadow_dropped_total",
            "frames",
            "Frames without a verdict of the model in shadow",
            MetricLabel.of("reason", "why", ShadowLane.Dropped.class));
    static final MetricSpec SHADOW_OFFERS =
            TABLE.counter("shadow_offers_total", "models", "Models offered for the shadow", OFFER);

    private ScorerMetricTable() {}
}
