// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.run;

import dev.invigil.detector.program.TrainingState;
import dev.invigil.detector.training.CheckpointFile;
import dev.invigil.detector.training.Checkpoints;
import dev.invigil.detector.training.TrainingListener.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Records a training while it runs. */
public final class RunRecord implements Checkpoints, AutoCloseable {
    private final Path folder;
    private final RunLock lock;
    private final StepLog log;
    private final CheckpointFile checkpoint;
    private final Optional<TrainingState> last;
    private final Duration every;
    private final Clock clock;
    private final BooleanSupplier stopAsked;
    private final Instant began;
    private final double secondsBefore;
    private Run run;
    private Instant lastKept;
    private Optional<Progress> kept = Optional.empty();

    RunRecord(
            Path folder,
            RunLock lock,
            Run run,
            StepLog log,
            CheckpointFile checkpoint,
            Optional<TrainingState> last,
            Duration every,
            Clock clock,
            BooleanSupplier stopAsked) {
        this.folder = folder;
        this.lock = lock;
        this.run = run;
        this.log = log;
        this.checkpoint = checkpoint;
        this.last = last;
        this.every = every;
        this.clock = clock;
        this.stopAsked = stopAsked;
        this.began = clock.instant();
        this.lastKept = began;
        List<StepRow> rows = log.rows();
        this.secondsBefore = rows.isEmpty() ? 0 : rows.get(rows.size() - 1).seconds();
    }

    @Override
    public Optional<TrainingState> last() {
        return last;
    }

    /**
     * Logs the step, and keeps a checkpoint when one is due, at the last step, and before it stops.
     *
     * @throws TrainingStoppedException if it was asked to stop
     */
    @Override
    public void stepped(Progress progress, Supplier<TrainingState> state) throws IOException {
        log.append(StepRow.of(progress, seconds()));
        boolean stop = stopAsked.getAsBoolean();
        boolean due = Duration.between(lastKept, clock.instant()).compareTo(every) >= 0;
        if (due || stop || progress.stepsTaken() == progress.stepsInAll()) {
            checkpoint.write(state.get(), run.training().identity());
            kept = Optional.of(progress);
            draw();
            // from the end of the writing, so that a slow disk leaves time to train
            lastKept = clock.instant();
        }
        if (stop) {
            throw stopped();
        }
    }

    /** The message for a user who stops the run at this moment. */
    public TrainingStoppedException stopped() {
        if (kept.isPresent()) {
            return new TrainingStoppedException(
                    "stopped after step %d of %d (epoch %d of %d); the same command with --resume continues from there"
                            .formatted(
                                    kept.get().stepsTaken(),
                                    kept.get().stepsInAll(),
                                    kept.get().epoch(),
                                    kept.get().epochs()));
        }
        return new TrainingStoppedException(
                last.map(state -> "stopped; the same command with --resume continues after step " + state.steps())
                        .orElse("stopped before the first step; nothing was kept"));
    }

    /**
     * The bundle is written: notes it and drops the checkpoint.
     *
     * @param bundle its digest
     */
    public void finished(String bundle) throws IOException {
        draw();
        List<StepRow> rows = log.rows();
        int steps = rows.isEmpty() ? 0 : rows.get(rows.size() - 1).step();
        int epoch = rows.isEmpty() ? 0 : rows.get(rows.size() - 1).epoch();
        OptionalDouble loss = rows.stream()
                .filter(row -> row.epoch() == epoch)
                .mapToDouble(StepRow::loss)
                .average();
        run = run.with(new Run.Result(clock.instant(), bundle, steps, seconds(), loss));
        RunJson.write(run, folder.resolve(RunFolder.RUN));
        checkpoint.delete();
    }

    private void draw() throws IOException {
        if (!log.rows().isEmpty()) {
            LossChart.of(run, log.rows()).write(folder);
        }
    }

    private double seconds() {
        return secondsBefore + Duration.between(began, clock.instant()).toMillis() / 1000.0;
    }

    @Override
    public void close() throws IOException {
        try {
            log.close();
        } finally {
            lock.close();
        }
    }
}
