// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.retrain;

/** Hears of runs; called by the thread that works on them, also for a run that is resumed. */
public interface RunListener {
    /** A run is in this state now. */
    void entered(RetrainingRun run);

    /** The phase at hand is so far. */
    void progressed(RunProgress progress);
}
