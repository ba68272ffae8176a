// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.train;

import dev.invigil.trainer.run.RunRecord;
import dev.invigil.trainer.run.TrainingStoppedException;
import java.util.Optional;

/** Hears for a listener, and ends the work when that one asks for it. */
final class StoppingListener implements TrainingJob.Listener {
    private final TrainingJob.Listener listener;
    private final Optional<RunRecord> record;

    /** @param record of the run, which knows what was saved */
    StoppingListener(TrainingJob.Listener listener, Optional<RunRecord> record) {
        this.listener = listener;
        this.record = record;
    }

    @Override
    public void encoded(int done, int total) {
        listener.encoded(done, total);
        stopIfAsked();
    }

    @Override
    public void stepped(Progress progress) {
        listener.stepped(progress);
        // a record stops the run itself, after the checkpoint of this step
        if (record.isEmpty()) {
            stopIfAsked();
        }
    }

    @Override
    public void calibrated(int done, int total) {
        listener.calibrated(done, total);
        stopIfAsked();
    }

    @Override
    public void looked(int done, int total) {
        listener.looked(done, total);
        stopIfAsked();
    }

    private void stopIfAsked() {
        if (listener.stopAsked()) {
            throw record.map(RunRecord::stopped)
                    .orElseGet(() -> new TrainingStoppedException(
                            "training was stopped before the first checkpoint; nothing was kept"));
        }
    }
}
