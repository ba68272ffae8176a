// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.terminal.ProgressBar;
import dev.invigil.detector.runtime.EngineGate;
import dev.invigil.trainer.train.TrainingJob;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A progress bar for each stage of a training: features, training with its loss, thresholds. When the process is asked to end
 * (Ctrl-C), the training is asked to stop and the process waits for it: it must not end while native code runs, nor before a checkpoint
 * is written.
 */
public final class TrainingBars implements TrainingJob.Listener, AutoCloseable {
    /** Weight of the newest batch in the displayed loss, which is smoothed exponentially. */
    private static final double NEWEST = 0.1;

    private static final long LONGEST_STEP_SECONDS = 60;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::awaitEnd, "invigil-training-stop");
    private final EngineGate.Keeper engine = EngineGate.keepOpen();
    private volatile boolean stopping;
    private Optional<ProgressBar> bar = Optional.empty();
    private String label = "";
    private double loss = Double.NaN;
    private int before;

    public TrainingBars() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void resumed(int steps) {
        before = steps;
        System.err.println("resuming after step " + steps);
    }

    @Override
    public void encoded(int done, int total) {
        show("features", 0, done, total, "");
    }

    @Override
    public void stepped(Progress progress) {
        loss = Double.isNaN(loss) ? progress.loss() : loss + NEWEST * (progress.loss() - loss);
        show(
                "training",
                before,
                progress.stepsTaken(),
                progress.stepsInAll(),
                String.format(Locale.ROOT, "epoch %d/%d  loss %.4f", progress.epoch(), progress.epochs(), loss));
    }

    @Override
    public void calibrated(int done, int total) {
        show("thresholds", 0, done, total, "");
    }

    @Override
    public void looked(int done, int total) {
        show("prototypes", 0, done, total, "");
    }

    private synchronized void show(String part, int before, int done, int total, String detail) {
        if (stopping) {
            return;
        }
        if (!label.equals(part)) {
            closeBar();
            bar = Optional.of(ProgressBar.onStandardError(part, before));
            label = part;
        }
        bar.get().update(done, total, detail);
    }

    private synchronized void closeBar() {
        bar.ifPresent(ProgressBar::close);
        bar = Optional.empty();
    }

    @Override
    public boolean stopAsked() {
        return stopping;
    }

    /** Prints a line below the bar. */
    void say(String text) {
        closeBar();
        System.err.println(text);
    }

    private void awaitEnd() {
        stopping = true;
        say("stopping after the current step …");
        try {
            ended.await(LONGEST_STEP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            engine.close();
        }
    }

    @Override
    public void close() {
        closeBar();
        engine.close();
        ended.countDown();
        if (!stopping) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // the process has just been asked to end; the hook has nothing to wait for
                stopping = true;
            }
        }
    }
}
