// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.retrain;

import dev.invigil.trainer.child.ChildRun;
import dev.invigil.trainer.shadow.ShadowComparison;
import java.io.IOException;
import java.time.Duration;

/**
 * What the service does in each phase. Output that is there is not made again, so each method may be called again after the process was killed
 * within it. All are called by one thread; a stop interrupts it.
 */
public interface RunSteps {
    /**
     * Takes the training set, and writes what the child process is to do.
     *
     * @param pause for waiting until what is away answers
     * @throws dev.invigil.kit.OperatorException if there is nothing to train on
     */
    SnapshotSummary snapshot(RetrainingRun.Snapshotting run, Pause pause) throws IOException, InterruptedException;

    /** Starts the process that trains and evaluates. */
    ChildRun child(RetrainingRun.Unfinished run) throws IOException;

    /** Compares the candidate with the active model. */
    GateSummary gate(RetrainingRun.Gating run) throws IOException;

    /**
     * Puts the bundle into the store and then the model onto the list of models.
     *
     * @param pause for waiting until what is away answers
     */
    RetrainingRun.Publication publish(RetrainingRun.Publishing run, Pause pause)
            throws IOException, InterruptedException;

    /**
     * Waits until the candidate has been in shadow for long enough, and decides on it.
     *
     * @param pause for waiting
     */
    Shadowed shadow(RetrainingRun.Shadowing run, Pause pause) throws IOException, InterruptedException;

    /**
     * The end of a shadow period.
     *
     * @param seen what the candidate decided in it
     * @param publication what became of it
     */
    record Shadowed(ShadowComparison seen, RetrainingRun.Publication publication) {}

    /** Releases what the phases hold between runs; called once, by the same thread, at the end. */
    default void close() {}

    /** Waits. */
    @FunctionalInterface
    interface Pause {
        /** @throws InterruptedException if the run is cancelled or the service stops */
        void pause(Duration time) throws InterruptedException;
    }
}
