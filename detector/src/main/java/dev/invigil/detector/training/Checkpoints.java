// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.training;

import dev.invigil.detector.program.TrainingState;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/** Stores a training's state, so that another process can continue it. */
public interface Checkpoints {
    /** Keeps nothing. */
    Checkpoints NONE = new Checkpoints() {
        @Override
        public Optional<TrainingState> last() {
            return Optional.empty();
        }

        @Override
        public void stepped(TrainingListener.Progress progress, Supplier<TrainingState> state) {}
    };

    /** The state to continue from; empty to start at the beginning. */
    Optional<TrainingState> last();

    /**
     * A step was taken, and the listener has heard of it. What this throws ends the training.
     *
     * @param state reads the state from the device; slow
     * @throws IOException if the state cannot be kept
     */
    void stepped(TrainingListener.Progress progress, Supplier<TrainingState> state) throws IOException;
}
