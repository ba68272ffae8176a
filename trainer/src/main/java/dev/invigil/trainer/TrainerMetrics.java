// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import dev.invigil.contracts.label.Label;
import dev.invigil.kit.metrics.Metrics;
import dev.invigil.trainer.child.ModelMetrics;
import dev.invigil.trainer.child.RunPhase;
import dev.invigil.trainer.retrain.RetrainingRun;
import dev.invigil.trainer.retrain.RunListener;
import dev.invigil.trainer.retrain.RunProgress;
import dev.invigil.trainer.retrain.SnapshotSummary;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** All metrics of the service. Thread-safe. */
final class TrainerMetrics implements RunListener {
    private static final String PREFIX = Metrics.PREFIX + "trainer_";
    private static final String NO_PHASE = "IDLE";
    /** The product's label of a mean over products. */
    private static final String MEAN = "(mean)";

    private static final double MILLIS = 1000.0;

    /** How runs end. */
    private enum End {
        CANDIDATE,
        SHADOW,
        ACTIVE,
        REJECTED,
        RETIRED,
        FAILED,
        CANCELLED
    }

    private final Gauge leader;
    private final Gauge phase;
    private final Gauge progress;
    private final Gauge phaseSeconds;
    private final Gauge runSeconds;
    private final Counter runs;
    private final Gauge lastSuccess;
    private final Gauge nextScheduled;
    private final Gauge model;
    private final Gauge labels;
    private final Gauge members;

    TrainerMetrics(PrometheusRegistry registry) {
        leader = Gauge.builder()
                .name(PREFIX + "leader")
                .help("1 when this trainer works, 0 when another one does")
                .register(registry);
        phase = Gauge.builder()
                .name(PREFIX + "phase")
                .help("1 for the phase of the run at work, 0 for all others; IDLE without a run")
                .labelNames("phase")
                .register(registry);
        progress = Gauge.builder()
                .name(PREFIX + "progress_ratio")
                .help("How far the stage at hand of the phase is, 0 to 1")
                .register(registry);
        phaseSeconds = Gauge.builder()
                .name(PREFIX + "phase_seconds")
                .help("Duration of the phase when it was last completed")
                .labelNames("phase")
                .register(registry);
        runSeconds = Gauge.builder()
                .name(PREFIX + "run_seconds")
                .help("Duration of the last run that was completed, from its first phase to its end")
                .register(registry);
        runs = Counter.builder()
                .name(PREFIX + "runs_total")
                .help("Runs that ended, by the state of their model, or FAILED or CANCELLED")
                .labelNames("outcome")
                .register(registry);
        lastSuccess = Gauge.builder()
                .name(PREFIX + "last_success_timestamp_seconds")
                .help("When a run was last completed, whatever the gate said; 0: never")
                .register(registry);
        nextScheduled = Gauge.builder()
                .name(PREFIX + "next_run_timestamp_seconds")
                .help("Next time of the schedule; 0 without a schedule")
                .register(registry);
        model = Gauge.builder()
                .name(PREFIX + "model_metric")
                .help(
                        "Metrics of the latest evaluation, of the active model and of the candidate, by product; (mean) is the mean over products")
                .labelNames("model", "product", "metric")
                .register(registry);
        labels = Gauge.builder()
                .name(PREFIX + "labels")
                .help("Labels in force")
                .labelNames("quality")
                .register(registry);
        members = Gauge.builder()
                .name(PREFIX + "snapshot_images")
                .help("Images of the latest training set, by product and role")
                .labelNames("product", "role")
                .register(registry);
        enter(NO_PHASE);
        for (End end : End.values()) {
            runs.labelValues(end.name());
        }
    }

    /** Whether this trainer works. */
    void leads(boolean now) {
        leader.set(now ? 1 : 0);
    }

    /** The next time of the schedule. */
    void scheduled(Optional<Instant> next) {
        nextScheduled.set(next.map(TrainerMetrics::seconds).orElse(0.0));
    }

    /** How many labels are in force. */
    void labels(Label.Quality quality, int count) {
        labels.labelValues(quality.name()).set(count);
    }

    /** The results of the latest evaluation. */
    void evaluated(Map<String, ModelMetrics> byModel) {
        model.clear();
        byModel.forEach((name, metrics) -> {
            metrics.products()
                    .forEach((product, values) -> values.forEach((metric, value) ->
                            model.labelValues(name, product, metric).set(value)));
            metrics.mean().forEach((metric, value) -> model.labelValues(name, MEAN, metric)
                    .set(value));
        });
    }

    /** The latest training set. */
    void taken(SnapshotSummary snapshot) {
        members.clear();
        snapshot.products().forEach((product, counts) -> {
            members.labelValues(product, "train").set(counts.train());
            members.labelValues(product, "calibrate").set(counts.calibrate());
            members.labelValues(product, "test").set(counts.test());
        });
    }

    @Override
    public void entered(RetrainingRun run) {
        if (run instanceof RetrainingRun.Cancelled cancelled
                && cancelled.during().isEmpty()) {
            // it has waited: another run may be at work, whose phase is shown
            count(run);
            return;
        }
        progress.set(0);
        if (run instanceof RetrainingRun.Unfinished open) {
            enter(open.phase().map(RunPhase::name).orElse(NO_PHASE));
        } else {
            enter(NO_PHASE);
            count(run);
        }
        for (RetrainingRun.PhaseTime time : run.facts().times()) {
            phaseSeconds.labelValues(time.phase().name()).set(seconds(Duration.between(time.began(), time.ended())));
        }
        if (run instanceof RetrainingRun.Fitting fitting) {
            taken(fitting.snapshot());
        }
    }

    private void count(RetrainingRun run) {
        if (run instanceof RetrainingRun.Done done) {
            runs.labelValues(done.publication().state().name()).inc();
            succeeded(done);
        } else {
            runs.labelValues(run instanceof RetrainingRun.Failed ? End.FAILED.name() : End.CANCELLED.name())
                    .inc();
        }
    }

    /** A run that was completed, also one from before the start. */
    void succeeded(RetrainingRun.Done done) {
        lastSuccess.set(seconds(done.at()));
        done.facts().times().stream()
                .findFirst()
                .ifPresent(first -> runSeconds.set(seconds(Duration.between(first.began(), done.at()))));
    }

    @Override
    public void progressed(RunProgress now) {
        progress.set(now.share());
    }

    private void enter(String now) {
        phase.labelValues(NO_PHASE).set(now.equals(NO_PHASE) ? 1 : 0);
        for (RunPhase each : RunPhase.values()) {
            phase.labelValues(each.name()).set(each.name().equals(now) ? 1 : 0);
        }
    }

    /** A clock that was set back in between gives 0. */
    private static double seconds(Duration duration) {
        return Math.max(0, duration.toMillis()) / MILLIS;
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / MILLIS;
    }
}
