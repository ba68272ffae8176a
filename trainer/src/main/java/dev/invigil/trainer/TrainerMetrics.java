// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import dev.invigil.contracts.label.Label;
import dev.invigil.kit.metrics.LabelValue;
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
    private static final double MILLIS = 1000.0;

    private final Gauge leader;
    private final Gauge phase;
    private final Gauge progress;
    private final Gauge phaseSeconds;
    private final Gauge runSeconds;
    private final Counter runs;
    private final Counter gate;
    private final Gauge lastSuccess;
    private final Gauge nextScheduled;
    private final Gauge model;
    private final Gauge labels;
    private final Gauge members;

    TrainerMetrics(PrometheusRegistry registry) {
        leader = TrainerMetricTable.LEADER.gauge(registry);
        phase = TrainerMetricTable.AT_WORK.gauge(registry);
        progress = TrainerMetricTable.PROGRESS.gauge(registry);
        phaseSeconds = TrainerMetricTable.PHASE_SECONDS.gauge(registry);
        runSeconds = TrainerMetricTable.RUN_SECONDS.gauge(registry);
        runs = TrainerMetricTable.RUNS.counter(registry);
        gate = TrainerMetricTable.GATE.counter(registry);
        lastSuccess = TrainerMetricTable.LAST_SUCCESS.gauge(registry);
        nextScheduled = TrainerMetricTable.NEXT_RUN.gauge(registry);
        model = TrainerMetricTable.MODEL.gauge(registry);
        labels = TrainerMetricTable.LABELS.gauge(registry);
        members = TrainerMetricTable.SNAPSHOT_IMAGES.gauge(registry);
        enter(TrainerMetricTable.IDLE);
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
        labels.labelValues(LabelValue.of(quality)).set(count);
    }

    /** The results of the latest evaluation. */
    void evaluated(Map<String, ModelMetrics> byModel) {
        model.clear();
        byModel.forEach((name, metrics) -> {
            metrics.products()
                    .forEach((product, values) -> values.forEach((metric, value) ->
                            model.labelValues(name, product, metric).set(value)));
            metrics.mean().forEach((metric, value) -> model.labelValues(name, TrainerMetricTable.MEAN, metric)
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
            enter(open.phase().map(LabelValue::of).orElse(TrainerMetricTable.IDLE));
        } else {
            enter(TrainerMetricTable.IDLE);
            count(run);
        }
        for (RetrainingRun.PhaseTime time : run.facts().times()) {
            phaseSeconds
                    .labelValues(LabelValue.of(time.phase()))
                    .set(seconds(Duration.between(time.began(), time.ended())));
        }
        if (run instanceof RetrainingRun.Publishing publishing) {
            gate.labelValues(LabelValue.of(publishing.gate().outcome())).inc();
        }
        if (run instanceof RetrainingRun.Fitting fitting) {
            taken(fitting.snapshot());
        }
    }

    private void count(RetrainingRun run) {
        if (run instanceof RetrainingRun.Done done) {
            runs.labelValues(LabelValue.of(done.publication().state())).inc();
            succeeded(done);
        } else {
            runs.labelValues(LabelValue.of(
                            run instanceof RetrainingRun.Failed
                                    ? TrainerMetricTable.End.FAILED
                                    : TrainerMetricTable.End.CANCELLED))
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
        phase.labelValues(TrainerMetricTable.IDLE).set(now.equals(TrainerMetricTable.IDLE) ? 1 : 0);
        for (RunPhase each : RunPhase.values()) {
            String name = LabelValue.of(each);
            phase.labelValues(name).set(name.equals(now) ? 1 : 0);
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
