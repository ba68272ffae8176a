// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.run;

import dev.invigil.detector.program.TrainingState;
import dev.invigil.detector.training.CheckpointFile;
import dev.invigil.detector.training.UnusableCheckpointException;
import dev.invigil.kit.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The folder of a training's record, and what may be begun there. */
public final class RunFolder {
    /** What is trained from what, and what came of it. */
    public static final String RUN = "run.json";
    /** Every step; there is no file before the first. */
    public static final String STEPS = "steps.csv";
    /** The checkpoint; deleted when the bundle is written. */
    public static final String CHECKPOINT = "checkpoint.safetensors";

    private final Path folder;
    private final Start start;
    private final Duration every;

    /** What to do if the folder already contains a run. */
    public enum Start {
        /** Begin; an unfinished run is left alone, a finished one is replaced. */
        NEW,
        /** Continue it. */
        RESUME,
        /** Start a new run, whatever the folder contains. */
        FRESH
    }

    private RunFolder(Path folder, Start start, Duration every) {
        this.folder = folder;
        this.start = start;
        this.every = every;
    }

    /**
     * Looks whether a training may begin here; changes nothing.
     *
     * @param every least time from one checkpoint to the next; zero: after every step
     * @throws OperatorException if not, with the remedy
     */
    public static RunFolder open(Path folder, Start start, Duration every) throws IOException {
        boolean known = Files.exists(folder.resolve(RUN));
        if (!known && Files.exists(folder) && !isEmpty(folder)) {
            throw new OperatorException(
                    folder + ": the path exists and is not the folder of a run; name another folder with --run");
        }
        RunFolder opened = new RunFolder(folder, start, every);
        if (start == Start.RESUME && !known) {
            throw new OperatorException(
                    "no run to resume in " + folder + "; start without --resume, or name the run's folder with --run");
        }
        if (start == Start.RESUME && RunJson.read(folder.resolve(RUN)).result().isPresent()) {
            throw new OperatorException("the run in " + folder + " is finished; omit --resume to train again");
        }
        if (start == Start.NEW && opened.checkpoint().exists()) {
            throw new OperatorException("an unfinished run exists in " + folder
                    + "; --resume continues it, --fresh discards it and starts a new run");
        }
        return opened;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    /**
     * Starts or continues the run.
     *
     * @param stopAsked whether the training is to end after the step at hand
     * @throws OperatorException if the checkpoint is damaged or of another training, or if a training is active there
     */
    public RunRecord begin(RunDescription training, Clock clock, BooleanSupplier stopAsked) throws IOException {
        Files.createDirectories(folder);
        RunLock lock = RunLock.of(folder);
        try {
            return begin(training, lock, clock, stopAsked);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private RunRecord begin(RunDescription training, RunLock lock, Clock clock, BooleanSupplier stopAsked)
            throws IOException {
        Optional<TrainingState> state = Optional.empty();
        Run run = Run.of(training);
        if (start == Start.RESUME) {
            state = lastState(training);
            List<Run.Stretch> before = RunJson.read(folder.resolve(RUN)).stretches();
            run = new Run(Run.SCHEMA, training, state.isPresent() ? before : List.of(), Optional.empty());
        } else {
            checkpoint().delete();
            LossChart.delete(folder);
        }
        int taken = state.map(TrainingState::steps).orElse(0);
        Instant now = clock.instant();
        run = run.with(new Run.Stretch(
                now, taken, training.device(), training.provenance().codeVersion()));
        RunJson.write(run, folder.resolve(RUN));
        StepLog log = StepLog.openAfter(taken, folder.resolve(STEPS));
        return new RunRecord(folder, lock, run, log, checkpoint(), state, every, clock, stopAsked);
    }

    /** Empty when the run was cut off before its first checkpoint. */
    private Optional<TrainingState> lastState(RunDescription training) throws IOException {
        if (!checkpoint().exists()) {
            return Optional.empty();
        }
        try {
            return Optional.of(checkpoint().read(training.identity()));
        } catch (UnusableCheckpointException e) {
            throw new OperatorException(
                    e.getMessage() + "; resume with the options and data of its start, or start a new run with --fresh",
                    e);
        }
    }

    private CheckpointFile checkpoint() {
        return new CheckpointFile(folder.resolve(CHECKPOINT));
    }
}
