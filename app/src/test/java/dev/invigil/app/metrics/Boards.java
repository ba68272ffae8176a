// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.metrics;

import dev.invigil.app.metrics.Board.Panel;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The boards of docker/grafana/boards: for the line, for a scorer, for the model, for Kafka. */
final class Boards {
    /** Which instances: every metric of ours has both labels. */
    private static final String AT = "job=~\"$job\", instance=~\"$instance\"";

    private static final String CAMERA = AT + ", camera=~\"$camera\"";
    private static final String RATE = "[$__rate_interval]";

    private static final Map<String, String> DECISIONS =
            Map.of("pass", "green", "review", "yellow", "reject", "red", "wrong_product", "purple", "unscored", "blue");

    private Boards() {}

    /** The text of each board by its file. */
    static Map<String, String> all() {
        Map<String, String> boards = new TreeMap<>();
        boards.put("line.json", line().json());
        boards.put("scorer.json", scorer().json());
        boards.put("model.json", model().json());
        boards.put("kafka.json", kafka().json());
        return boards;
    }

    private static Board board(String uid, String title) {
        return new Board("invigil-" + uid, "Invigil: " + title)
                .annotation(
                        "Model change",
                        of("invigil_scorer_model_since_timestamp_seconds") + " * 1000",
                        "{{name}} {{version}} scores on {{instance}}");
    }

    private static Board line() {
        return board("line", "the line")
                .variable(
                        "camera", "Camera", "label_values(invigil_scorer_camera_verdicts_total{job=~\"$job\"}, camera)")
                .add(Panel.stat("State", "The most urgent of what is wrong.", "none", 24)
                        .query(state(), "")
                        .sentence()
                        .thresholds(1, "yellow", 2, "orange", 3, "red")
                        .says(0, "All services are ready, no incident is open", "green")
                        .says(1, "Incidents are open: see below", "yellow")
                        .says(2, "Frames wait: the scorers are slower than the cameras", "orange")
                        .says(3, "A service is down or not ready", "red")
                        .says(4, "Frames arrive and get no verdicts", "red")
                        .noValue("Nothing is known: no service is scraped"))
                .add(Panel.stat("Verdicts per minute", "Committed verdicts of all cameras.", "short", 4)
                        .query("60 * sum(rate(" + of("invigil_scorer_verdicts_total") + RATE + "))", ""))
                .add(Panel.stat("Not passed, last hour", "Share of verdicts that are not pass.", "percentunit", 4)
                        .query(
                                "sum(increase(" + with("invigil_scorer_verdicts_total", "decision!=\"pass\"")
                                        + "[1h])) / (sum(increase(" + of("invigil_scorer_verdicts_total")
                                        + "[1h])) > 0)",
                                "")
                        .thresholds(0.02, "orange", 0.1, "red")
                        .noValue("no verdicts"))
                .add(Panel.stat("Open incidents", "Of all cameras and causes.", "none", 4)
                        .query("sum(" + of("invigil_alerts_open_incidents") + ")", "")
                        .thresholds(1, "orange"))
                .add(Panel.stat("Frames that wait", "On the frames topic, not yet read by a scorer.", "none", 4)
                        .query("sum(" + of("invigil_scorer_lag_records") + ")", "")
                        .thresholds(100, "orange", 1000, "red"))
                .add(Panel.stat(
                                "Within 1 s, last hour",
                                "Share of live frames with a verdict within 1 s. The objective is 99 %.",
                                "percentunit",
                                4)
                        .query(
                                "sum(rate(" + with("invigil_scorer_frame_seconds_bucket", "frames=\"live\", le=\"1.0\"")
                                        + "[1h])) / (sum(rate("
                                        + with("invigil_scorer_frame_seconds_count", "frames=\"live\"") + "[1h])) > 0)",
                                "")
                        .thresholds(0, "red", 0.95, "orange", 0.99, "green")
                        .max(1)
                        .noValue("no live frames"))
                .add(Panel.stat(
                                "Not inspected, last hour",
                                "Images refused by ingest, and frames without a score.",
                                "none",
                                4)
                        .query(
                                "sum(increase(" + of("invigil_ingest_refused_total") + "[1h])) + sum(increase("
                                        + with("invigil_scorer_verdicts_total", "decision=\"unscored\"") + "[1h]))",
                                "")
                        .thresholds(1, "orange"))
                .row("Verdicts and latency")
                .add(Panel.graph("Verdicts by decision", "Per second, of all cameras.", "cps", 12)
                        .query(
                                "sum by (decision) (rate(" + of("invigil_scorer_verdicts_total") + RATE + "))",
                                "{{decision}}")
                        .stacked()
                        .colors(DECISIONS))
                .add(latency(
                        "Latency",
                        "From the arrival of a live frame on its topic until its verdict was committed; the line is the objective for 99 %.",
                        12))
                .row("Cameras")
                .add(Panel.table(
                                "Cameras",
                                "Beyond metric-cameras of the services, cameras are counted together as other.",
                                24,
                                9)
                        .query(
                                "60 * sum by (camera) (rate(" + at(CAMERA, "invigil_ingest_camera_frames_total")
                                        + "[5m]))",
                                "")
                        .query(
                                "60 * sum by (camera) (rate(" + at(CAMERA, "invigil_scorer_camera_verdicts_total")
                                        + "[5m]))",
                                "")
                        .query(cameraShare("reject"), "")
                        .query(cameraShare("review"), "")
                        .query(cameraShare("unscored"), "")
                        .query(
                                "time() - max by (camera) ("
                                        + at(CAMERA, "invigil_scorer_last_verdict_timestamp_seconds") + ")",
                                "")
                        .query("max by (camera) (" + at(CAMERA, "invigil_alerts_drift_wealth_log10") + ")", "")
                        .columns(
                                "camera",
                                List.of(
                                        "Frames per minute",
                                        "Verdicts per minute",
                                        "Rejects, last hour",
                                        "Reviews, last hour",
                                        "Not inspected, last hour",
                                        "Last verdict ago",
                                        "Evidence of drift"),
                                List.of("short", "short", "percentunit", "percentunit", "percentunit", "s", "short")))
                .add(Panel.graph("Rejects by camera", "Per second.", "cps", 12)
                        .query(
                                "sum by (camera) (rate("
                                        + at(CAMERA + ", decision=\"reject\"", "invigil_scorer_camera_verdicts_total")
                                        + RATE + "))",
                                "{{camera}}"))
                .add(Panel.graph("Age of the last verdict", "A camera that is silent climbs.", "s", 12)
                        .query(
                                "time() - max by (camera) ("
                                        + at(CAMERA, "invigil_scorer_last_verdict_timestamp_seconds") + ")",
                                "{{camera}}"))
                .row("What is wrong")
                .add(Panel.graph("Open incidents", "By cause.", "none", 8)
                        .query("sum by (cause) (" + of("invigil_alerts_open_incidents") + ") > 0", "{{cause}}")
                        .stacked()
                        .noValue("no incident is open"))
                .add(Panel.graph(
                                "Not inspected",
                                "Per second: frames without a score, and images that ingest refused.",
                                "cps",
                                8)
                        .query(
                                "sum by (reason) (rate(" + of("invigil_scorer_dead_letters_total") + RATE + ")) > 0",
                                "scorer: {{reason}}")
                        .query(
                                "sum by (reason) (rate(" + of("invigil_ingest_refused_total") + RATE + ")) > 0",
                                "ingest: {{reason}}")
                        .noValue("every image was inspected"))
                .add(Panel.table("Not ready", "GET /health/ready of the instance names the cause.", 8, 8)
                        .query(of("invigil_ready") + " == 0", "")
                        .labelsOnly()
                        .noValue("every service is ready"))
                .add(Panel.table("Firing rules", "docs/OPERATIONS.md says what to do.", 24, 7)
                        .query("ALERTS{alertstate=\"firing\"}", "")
                        .labelsOnly()
                        .noValue("no rule fires"));
    }

    private static Board scorer() {
        return board("scorer", "scorer")
                .add(Panel.stat("Ready", "1 when the scorer takes frames.", "none", 4)
                        .query("min(" + with("invigil_ready", "check=\"scorer\"") + ")", "")
                        .thresholds(0, "red", 1, "green")
                        .says(0, "not ready", "red")
                        .says(1, "ready", "green")
                        .noValue("no scorer is scraped"))
                .add(Panel.stat("Scorers", "Instances that are scraped.", "none", 4)
                        .query("count(" + of("invigil_scorer_model_info") + ")", ""))
                .add(Panel.stat("Frames that wait", "On the frames topic, not yet read.", "none", 4)
                        .query("sum(" + of("invigil_scorer_lag_records") + ")", "")
                        .thresholds(100, "orange", 1000, "red"))
                .add(Panel.stat(
                                "Device busy",
                                "Share of the time; at 100 % one more device is needed.",
                                "percentunit",
                                4)
                        .query("avg(rate(" + of("invigil_scorer_device_busy_seconds_total") + RATE + "))", "")
                        .max(1)
                        .thresholds(0.8, "orange", 0.95, "red"))
                .add(Panel.stat("Device failures, last hour", "Calls that failed while scoring a batch.", "none", 4)
                        .query("sum(increase(" + of("invigil_scorer_device_failures_total") + "[1h]))", "")
                        .thresholds(1, "red"))
                .add(Panel.stat(
                                "Starts, last hour",
                                "Of the scorer's processes; one that hangs is restarted.",
                                "none",
                                4)
                        .query(
                                "sum(changes(" + of("process_start_time_seconds") + "[1h]) and on (job, instance) "
                                        + of("invigil_scorer_paused") + ")",
                                "")
                        .thresholds(1, "orange", 3, "red"))
                .row("Time")
                .add(latency(
                        "Latency",
                        "From the arrival of a live frame on its topic until its verdict was committed; the line is the objective for 99 %.",
                        12))
                .add(Panel.graph(
                                "Where the time goes",
                                "Mean of each stage. Forward is the time of a frame's whole batch, commit the wait for the transaction.",
                                "s",
                                12)
                        .query(
                                "sum by (stage) (rate(" + of("invigil_scorer_stage_seconds_sum") + RATE
                                        + ")) / (sum by (stage) (rate(" + of("invigil_scorer_stage_seconds_count")
                                        + RATE + ")) > 0)",
                                "{{stage}}")
                        .stacked()
                        .noValue("no frames"))
                .add(Panel.graph(
                                "From capture to verdict",
                                "Live frames and those of a back-fill, whose age counts; p95.",
                                "s",
                                12)
                        .query(
                                "histogram_quantile(0.95, sum by (le, frames) (rate("
                                        + of("invigil_scorer_capture_seconds_bucket") + RATE + ")))",
                                "{{frames}}"))
                .add(Panel.graph("Frames in a batch", "Mean.", "none", 12)
                        .query(
                                "sum by (instance) (rate(" + of("invigil_scorer_batch_frames_sum") + RATE
                                        + ")) / (sum by (instance) (rate(" + of("invigil_scorer_batch_frames_count")
                                        + RATE + ")) > 0)",
                                "{{instance}}")
                        .noValue("no frames"))
                .row("Load")
                .add(Panel.graph("In flight", "Frames read and not yet committed.", "none", 8)
                        .query(of("invigil_scorer_in_flight_frames"), "{{instance}}"))
                .add(Panel.graph("In flight, bytes", "Of the images that were read and not yet committed.", "bytes", 8)
                        .query(of("invigil_scorer_in_flight_bytes"), "{{instance}}"))
                .add(Panel.graph("Paused", "1 while reading is paused because too much is in flight.", "none", 8)
                        .query(of("invigil_scorer_paused"), "{{instance}}")
                        .max(1))
                .add(Panel.graph("Device busy", "Share of the time.", "percentunit", 8)
                        .query("rate(" + of("invigil_scorer_device_busy_seconds_total") + RATE + ")", "{{instance}}")
                        .max(1))
                .add(Panel.graph("Maps", "Committed anomaly maps per second.", "cps", 8)
                        .query(
                                "sum by (decision) (rate(" + of("invigil_scorer_maps_total") + RATE + "))",
                                "{{decision}}")
                        .colors(DECISIONS))
                .add(Panel.graph(
                                "Frames that were sent twice",
                                "Per second; other: another frame has the same id.",
                                "cps",
                                8)
                        .query(
                                "sum by (content) (rate(" + of("invigil_scorer_duplicate_frames_total") + RATE + "))",
                                "{{content}}"))
                .row("Machine")
                .add(Panel.graph("Processor", "Cores in use by the process.", "none", 8)
                        .query("rate(" + of("process_cpu_seconds_total") + RATE + ")", "{{service}} {{instance}}"))
                .add(Panel.graph("Memory", "Resident memory of the process.", "bytes", 8)
                        .query(of("process_resident_memory_bytes"), "{{service}} {{instance}}"))
                .add(Panel.graph("Heap", "Of the JVM.", "bytes", 8)
                        .query(
                                "sum by (job, instance) (" + with("jvm_memory_used_bytes", "area=\"heap\"") + ")",
                                "{{instance}}"))
                .add(Panel.graph("Native resources", "A growing value is a memory leak.", "none", 12)
                        .query(of("invigil_scorer_native_resources"), "{{instance}}"))
                .add(Panel.graph("Garbage collection", "Share of the time.", "percentunit", 12)
                        .query(
                                "sum by (job, instance) (rate(" + of("jvm_gc_collection_seconds_sum") + RATE + "))",
                                "{{instance}}"));
    }

    private static Board model() {
        return board("model", "model")
                .add(Panel.table("Models in force", "One line for each scorer.", 12, 6)
                        .query(of("invigil_scorer_model_info"), "")
                        .labelsOnly()
                        .noValue("no scorer is scraped"))
                .add(Panel.stat("Scores for", "Since the latest change of the model.", "s", 4)
                        .query("time() - max(" + of("invigil_scorer_model_since_timestamp_seconds") + ")", ""))
                .add(Panel.stat(
                                "ACTIVE model not in use",
                                "Scorers that use another model than the one that is ACTIVE.",
                                "none",
                                4)
                        .query("sum(" + of("invigil_scorer_model_not_in_use") + ")", "")
                        .thresholds(1, "red"))
                .add(Panel.stat("Provisional thresholds", "Thresholds that guarantee no false-reject rate.", "none", 4)
                        .query("sum(max by (product, camera) (" + of("invigil_scorer_threshold_provisional") + "))", "")
                        .thresholds(1, "orange"))
                .row("Scores and thresholds")
                .add(Panel.heatmap(
                                "Scores against thresholds",
                                "Score divided by the reject threshold: above 1 is a reject.",
                                "none",
                                12)
                        .query(
                                "sum by (le) (increase(" + of("invigil_scorer_score_ratio_bucket") + RATE + "))",
                                "{{le}}"))
                .add(Panel.graph(
                                "Score against threshold by product",
                                "Median and p95; the line is the reject threshold.",
                                "none",
                                12)
                        .query(
                                "histogram_quantile(0.5, sum by (le, product) (rate("
                                        + of("invigil_scorer_score_ratio_bucket") + "[15m])))",
                                "{{product}} p50")
                        .query(
                                "histogram_quantile(0.95, sum by (le, product) (rate("
                                        + of("invigil_scorer_score_ratio_bucket") + "[15m])))",
                                "{{product}} p95")
                        .line(1)
                        .noValue("no scores"))
                .add(Panel.table(
                                "Thresholds in force",
                                "Camera all: every camera without a threshold of its own.",
                                12,
                                8)
                        .query("max by (product, camera, bound) (" + of("invigil_scorer_threshold") + ")", "")
                        .noValue("no model is in force"))
                .add(Panel.graph(
                                "Whose threshold decided",
                                "Verdicts per second by the origin of their threshold.",
                                "cps",
                                6)
                        .query(
                                "sum by (origin) (rate(" + of("invigil_scorer_threshold_verdicts_total") + RATE + "))",
                                "{{origin}}"))
                .add(Panel.graph(
                                "Thresholds set by operators",
                                "Those for another model or an unknown product have no effect.",
                                "none",
                                6)
                        .query("max by (state) (" + of("invigil_scorer_threshold_overrides") + ")", "{{state}}"))
                .row("Calibration")
                .add(Panel.graph(
                                "Evidence against the calibration",
                                "About 0 while it holds; the line is where the alert opens with the default alpha.",
                                "none",
                                12)
                        .query(
                                "max by (camera, product) (" + of("invigil_alerts_drift_wealth_log10") + ")",
                                "{{product}} {{camera}}")
                        .line(3)
                        .noValue("no verdicts yet"))
                .add(Panel.graph("Drift incidents", "Open.", "none", 12)
                        .query(
                                "sum(" + with("invigil_alerts_open_incidents", "cause=\"calibration_drift\"") + ")",
                                "calibration_drift"))
                .row("Retraining")
                .add(Panel.graph("Phase", "Of the run at work.", "none", 8)
                        .query("max by (phase) (" + of("invigil_trainer_phase") + ") > 0", "{{phase}}")
                        .stacked()
                        .noValue("no trainer is scraped"))
                .add(Panel.stat("Progress", "Of the stage at hand.", "percentunit", 4)
                        .query("max(" + of("invigil_trainer_progress_ratio") + ")", "")
                        .max(1)
                        .noValue("no trainer"))
                .add(Panel.stat("Last completed run", "How long ago.", "s", 4)
                        .query("time() - (max(" + of("invigil_trainer_last_success_timestamp_seconds") + ") > 0)", "")
                        .noValue("never"))
                .add(Panel.stat("Next run", "In how long, by the schedule.", "s", 4)
                        .query("(max(" + of("invigil_trainer_next_run_timestamp_seconds") + ") > 0) - time()", "")
                        .noValue("no schedule"))
                .add(Panel.stat("Duration of the last run", "From its first phase to its end.", "s", 4)
                        .query("max(" + of("invigil_trainer_run_seconds") + ")", "")
                        .noValue("no trainer"))
                .add(Panel.graph("Runs", "That ended, by outcome.", "none", 8)
                        .query("sum by (outcome) (" + of("invigil_trainer_runs_total") + ")", "{{outcome}}")
                        .noValue("no trainer is scraped"))
                .add(Panel.graph("Gate", "Comparisons of a candidate with the active model.", "none", 8)
                        .query("sum by (decision) (" + of("invigil_trainer_gate_decisions_total") + ")", "{{decision}}")
                        .colors(Map.of("promote", "green", "reject", "red", "inconclusive", "yellow"))
                        .noValue("no trainer is scraped"))
                .add(Panel.graph("Image AUROC", "Of the latest evaluation, mean over products.", "percentunit", 8)
                        .query(
                                "max by (model) ("
                                        + with(
                                                "invigil_trainer_model_metric",
                                                "product=\"(mean)\", metric=\"imageAuroc\"")
                                        + ")",
                                "{{model}}")
                        .max(1)
                        .noValue("no evaluation yet"))
                .add(Panel.graph("Training set", "Images of the latest one.", "none", 8)
                        .query("sum by (role) (" + of("invigil_trainer_snapshot_images") + ")", "{{role}}")
                        .noValue("no training set yet"))
                .add(Panel.graph("Labels", "In force.", "none", 8)
                        .query("sum by (quality) (" + of("invigil_trainer_labels") + ")", "{{quality}}")
                        .noValue("no trainer is scraped"))
                .add(Panel.graph(
                                "Model in shadow",
                                "Its decisions per second, compared with those of the line.",
                                "cps",
                                8)
                        .query(
                                "sum by (decision) (rate(" + of("invigil_scorer_shadow_verdicts_total") + RATE + "))",
                                "{{decision}}")
                        .query(
                                "sum by (reason) (rate(" + of("invigil_scorer_shadow_dropped_total") + RATE + "))",
                                "left out: {{reason}}")
                        .noValue("no model is in shadow"))
                .row("Offers")
                .add(Panel.graph("Models offered", "To the scorers, by what became of them.", "none", 12)
                        .query("sum by (result) (" + of("invigil_scorer_model_offers_total") + ") > 0", "{{result}}"))
                .add(Panel.graph(
                                "Records without effect",
                                "Of the topics models and thresholds, since the start.",
                                "none",
                                12)
                        .query(
                                "sum by (reason) (" + of("invigil_scorer_model_records_refused_total") + ") > 0",
                                "models: {{reason}}")
                        .query(
                                "sum by (reason) (" + of("invigil_scorer_thresholds_refused_total") + ") > 0",
                                "thresholds: {{reason}}")
                        .noValue("none"));
    }

    private static Board kafka() {
        return board("kafka", "Kafka")
                .add(Panel.stat("Frames that wait", "For a scorer.", "none", 6)
                        .query("sum(" + of("invigil_scorer_lag_records") + ")", "")
                        .thresholds(100, "orange", 1000, "red"))
                .add(Panel.stat("Verdicts that wait", "For alerts.", "none", 6)
                        .query("sum(" + of("invigil_alerts_lag_records") + ")", "")
                        .thresholds(100, "orange", 1000, "red"))
                .add(Panel.stat("Reconnects, last hour", "Of ingest, scorers and alerts.", "none", 6)
                        .query(
                                "sum(increase(" + of("invigil_scorer_reconnects_total") + "[1h])) + sum(increase("
                                        + of("invigil_ingest_reconnects_total") + "[1h])) + sum(increase("
                                        + of("invigil_alerts_thread_restarts_total") + "[1h]))",
                                "")
                        .thresholds(1, "orange", 10, "red"))
                .add(Panel.stat(
                                "Transactions that failed, last hour",
                                "Aborted, or without an answer. Their work is repeated.",
                                "none",
                                6)
                        .query(
                                "sum(increase(" + with("invigil_scorer_transactions_total", "result!=\"committed\"")
                                        + "[1h])) + sum(increase("
                                        + with("invigil_ingest_transactions_total", "result!=\"committed\"") + "[1h]))",
                                "")
                        .thresholds(1, "orange", 10, "red"))
                .row("Reading")
                .add(Panel.graph("Lag of the scorers", "Frames not yet read, by partition.", "none", 12)
                        .query("sum by (partition) (" + of("invigil_scorer_lag_records") + ")", "{{partition}}")
                        .stacked())
                .add(Panel.graph("Lag of alerts", "Verdicts not yet read, by partition.", "none", 12)
                        .query("sum by (partition) (" + of("invigil_alerts_lag_records") + ")", "{{partition}}")
                        .stacked())
                .row("Writing")
                .add(Panel.graph("Transactions of the scorers", "Per second.", "cps", 8)
                        .query(
                                "sum by (result) (rate(" + of("invigil_scorer_transactions_total") + RATE + "))",
                                "{{result}}")
                        .colors(Map.of("committed", "green", "aborted", "orange", "unknown", "red")))
                .add(Panel.graph("Duration of a transaction", "Of the scorers.", "s", 8)
                        .query(quantile(0.5, "invigil_scorer_transaction_seconds_bucket"), "p50")
                        .query(quantile(0.99, "invigil_scorer_transaction_seconds_bucket"), "p99")
                        .noValue("no transactions"))
                .add(Panel.graph("Transactions of ingest", "Per second.", "cps", 8)
                        .query(
                                "sum by (result) (rate(" + of("invigil_ingest_transactions_total") + RATE + "))",
                                "{{result}}")
                        .colors(Map.of("committed", "green", "aborted", "orange", "unknown", "red")))
                .add(Panel.graph("Sending", "From submission to commit, p99 by source.", "s", 8)
                        .query(
                                "histogram_quantile(0.99, sum by (le, source) (rate("
                                        + of("invigil_ingest_send_seconds_bucket") + RATE + ")))",
                                "{{source}}")
                        .noValue("no frames"))
                .add(Panel.graph("Frames", "Committed by ingest per second.", "cps", 8)
                        .query(
                                "sum by (source) (rate(" + of("invigil_ingest_frames_total") + RATE + "))",
                                "{{source}}"))
                .add(Panel.graph("Bytes", "Of the images, per second.", "Bps", 8)
                        .query("sum by (source) (rate(" + of("invigil_ingest_bytes_total") + RATE + "))", "{{source}}"))
                .add(Panel.graph("In flight in ingest", "Frames submitted and not yet committed or refused.", "none", 8)
                        .query(of("invigil_ingest_in_flight_frames"), "{{instance}}"))
                .add(Panel.graph("Alerts", "Sent per second, by cause.", "cps", 8)
                        .query(
                                "sum by (cause, state) (rate(" + of("invigil_alerts_sent_total") + RATE + ")) > 0",
                                "{{cause}} {{state}}")
                        .noValue("no alerts"))
                .add(Panel.graph("Verdicts read by alerts", "Per second.", "cps", 8)
                        .query(
                                "sum by (decision) (rate(" + of("invigil_alerts_verdicts_total") + RATE + "))",
                                "{{decision}}")
                        .stacked()
                        .colors(DECISIONS))
                .row("Alert sinks")
                .add(Panel.graph("Receivers", "1 while a receiver accepts alerts.", "none", 8)
                        .query(of("invigil_alerts_sink_up"), "{{sink}}")
                        .max(1)
                        .noValue("no sink is configured"))
                .add(Panel.graph("Alerts on their way", "Age of the oldest that a receiver has not accepted.", "s", 8)
                        .query(of("invigil_alerts_sink_oldest_undelivered_seconds"), "{{sink}}")
                        .line(60)
                        .noValue("no sink is configured"))
                .add(Panel.graph("Deliveries", "Since the start.", "none", 8)
                        .query(
                                "sum by (sink) (" + of("invigil_alerts_sink_delivered_total") + ")",
                                "{{sink}}: accepted")
                        .query(
                                "sum by (sink) (" + of("invigil_alerts_sink_retries_total") + ")",
                                "{{sink}}: attempts that failed")
                        .query("sum by (sink) (" + of("invigil_alerts_sink_failed_total") + ")", "{{sink}}: refused")
                        .noValue("no sink is configured"))
                .row("Faults")
                .add(Panel.graph("Reconnects", "Since the start.", "none", 8)
                        .query(of("invigil_scorer_reconnects_total"), "scorer {{instance}}")
                        .query(of("invigil_ingest_reconnects_total"), "ingest {{instance}}")
                        .query(of("invigil_alerts_thread_restarts_total"), "alerts {{instance}}"))
                .add(Panel.graph("Dead letters", "Written since the start.", "none", 8)
                        .query(
                                "sum by (reason) (" + of("invigil_scorer_dead_letters_total") + ") > 0",
                                "scorer: {{reason}}")
                        .query(
                                "sum by (reason) (" + of("invigil_alerts_dead_letters_total") + ") > 0",
                                "alerts: {{reason}}")
                        .noValue("none"))
                .add(Panel.graph("Free disk", "Of the watched folders, and the least that ingest wants.", "bytes", 8)
                        .query(of("invigil_ingest_disk_free_bytes"), "{{folder}}")
                        .query(of("invigil_ingest_disk_minimum_bytes"), "least: {{folder}}")
                        .noValue("no disk is watched"));
    }

    private static Panel latency(String title, String description, int width) {
        Panel panel = Panel.graph(title, description, "s", width);
        for (double q : new double[] {0.5, 0.95, 0.99}) {
            panel.query(
                    "histogram_quantile(" + q + ", sum by (le) (rate("
                            + with("invigil_scorer_frame_seconds_bucket", "frames=\"live\"") + RATE + ")))",
                    "p" + Math.round(q * 100));
        }
        return panel.line(1).noValue("no live frames");
    }

    private static String quantile(double q, String bucket) {
        return "histogram_quantile(" + q + ", sum by (le) (rate(" + of(bucket) + RATE + ")))";
    }

    private static String cameraShare(String decision) {
        return "sum by (camera) (increase("
                + at(CAMERA + ", decision=\"" + decision + "\"", "invigil_scorer_camera_verdicts_total")
                + "[1h])) / (sum by (camera) (increase(" + at(CAMERA, "invigil_scorer_camera_verdicts_total")
                + "[1h])) > 0)";
    }

    /** A number for each state of the line, the greatest of those that hold. */
    private static String state() {
        String noVerdicts = "sum(rate(" + of("invigil_ingest_frames_total") + "[2m])) > bool 0 unless sum(rate("
                + of("invigil_scorer_verdicts_total") + "[2m])) > 0";
        String waiting = "(sum(" + of("invigil_scorer_lag_records") + ") > bool 60 * sum(rate("
                + of("invigil_scorer_verdicts_total") + "[5m])))";
        return "max(" + state(4, "(" + noVerdicts + ")") + "\n or "
                + state(3, "(min(" + of("invigil_ready") + ") == bool 0)") + "\n or "
                + state(3, "(min(up{job=~\"$job\", instance=~\"$instance\"}) == bool 0)", "down") + "\n or "
                + state(2, waiting) + "\n or "
                + state(1, "(sum(" + of("invigil_alerts_open_incidents") + ") > bool 0)") + ")";
    }

    private static String state(int number, String holds) {
        return state(number, holds, String.valueOf(number));
    }

    private static String state(int number, String holds, String name) {
        return "label_replace(" + number + " * " + holds + ", \"state\", \"" + name + "\", \"\", \"\")";
    }

    private static String of(String metric) {
        return at(AT, metric);
    }

    private static String with(String metric, String matchers) {
        return at(AT + ", " + matchers, metric);
    }

    private static String at(String matchers, String metric) {
        return metric + "{" + matchers + "}";
    }
}
