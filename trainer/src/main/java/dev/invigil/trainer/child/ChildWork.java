// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.child;

import java.io.IOException;

/** What the child process does. Each method may be called again after the process was killed within it. */
public interface ChildWork {
    /** Hears how far it is; called from several threads. */
    interface Listener {
        /** {@code done} of {@code total} in this stage. */
        void progress(String stage, int done, int total, String detail);

        /** Whether to end as soon as nothing that matters is lost by it. */
        boolean stopAsked();
    }

    /**
     * Trains, calibrates and writes the bundle; continues from a checkpoint that is there.
     *
     * @throws dev.invigil.kit.OperatorException if the data or the recipe cannot be used
     * @throws dev.invigil.trainer.run.TrainingStoppedException if the listener asked for it
     */
    void fit(RunFiles files, RunJob job, Listener listener) throws IOException;

    /**
     * Evaluates the bundle, and the active model's on the same parts, and writes their results.
     *
     * @throws dev.invigil.kit.OperatorException if the data or a bundle cannot be used
     * @throws dev.invigil.trainer.run.TrainingStoppedException if the listener asked for it
     */
    void evaluate(RunFiles files, RunJob job, Listener listener) throws IOException;
}
