// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.terminal.ProgressBar;
import dev.invigil.trainer.train.TrainingJob;
import java.util.Locale;
import java.util.Optional;

/** A progress bar for each part of a training: features, training with its loss, thresholds. */
public final class TrainingBars implements TrainingJob.Listener, AutoCloseable {
    /** Weight of the newest batch in the loss that is shown: one batch alone jumps about. */
    private static final double NEWEST = 0.1;

    private Optional<ProgressBar> bar = Optional.empty();
    private String label = "";
    private double loss = Double.NaN;

    @Override
    public void encoded(int done, int total) {
        show("features", done, total, "");
    }

    @Override
    public void stepped(Progress progress) {
        loss = Double.isNaN(loss) ? progress.loss() : loss + NEWEST * (progress.loss() - loss);
        show(
                "training",
                (progress.epoch() - 1) * progress.steps() + progress.step(),
                progress.epochs() * progress.steps(),
                String.format(Locale.ROOT, "epoch %d/%d  loss %.4f", progress.epoch(), progress.epochs(), loss));
    }

    @Override
    public void calibrated(int done, int total) {
        show("thresholds", done, total, "");
    }

    private synchronized void show(String part, int done, int total, String detail) {
        if (!label.equals(part)) {
            close();
            bar = Optional.of(ProgressBar.onStandardError(part));
            label = part;
        }
        bar.get().update(done, total, detail);
    }

    @Override
    public synchronized void close() {
        bar.ifPresent(ProgressBar::close);
        bar = Optional.empty();
    }
}
