// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.training;

import dev.invigil.detector.program.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Keeps what a training would write into a checkpoint after each of its steps. */
public final class StatesOfEachStep implements Checkpoints {
    private final List<TrainingState> kept = new ArrayList<>();

    @Override
    public Optional<TrainingState> last() {
        return Optional.empty();
    }

    @Override
    public void stepped(TrainingListener.Progress progress, Supplier<TrainingState> state) {
        kept.add(state.get());
    }

    /** The state after so many steps, from 1. */
    public TrainingState after(int steps) {
        return kept.get(steps - 1);
    }

    /** The checkpoints of a training that goes on from a state. */
    public static Checkpoints goingOnFrom(TrainingState state) {
        return new Checkpoints() {
            @Override
            public Optional<TrainingState> last() {
                return Optional.of(state);
            }

            @Override
            public void stepped(TrainingListener.Progress progress, Supplier<TrainingState> later) {}
        };
    }
}
