// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.child;

import dev.invigil.detector.ToyFamily;
import dev.invigil.detector.family.DetectorFamilies;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * The child process of a run, which the first time that it reaches a moment marks it in the run's folder and waits there: for its own kill, or for
 * the end of its parent. The second time it goes on.
 */
public final class SlowRunProcess {
    /** Where it waits. */
    public enum Moment {
        /** Before the training. */
        FIT,
        /** After some steps of the training. */
        STEPS,
        /** While parts are scored for the thresholds. */
        CALIBRATE,
        /** The bundle is written, and nothing is said yet. */
        FITTED,
        /** While parts are evaluated. */
        EVALUATE,
        /** The results are written, and nothing is said yet. */
        EVALUATED
    }

    private SlowRunProcess() {}

    /** The file that says that a child has reached the moment; it has the child's process id. */
    public static Path mark(Path run, Moment moment) {
        return run.resolve("reached-" + moment);
    }

    public static void main(String[] arguments) {
        DetectorFamilies.register(ToyFamily.TOY);
        Path run = Path.of(arguments[0]);
        // a checkpoint after each step
        FitAndEvaluate real = new FitAndEvaluate(Duration.ZERO);
        RunProcess.main(arguments, new ChildWork() {
            @Override
            public void fit(RunFiles files, RunJob job, Listener listener) throws IOException {
                reached(run, Moment.FIT, listener);
                real.fit(files, job, watched(run, listener));
                reached(run, Moment.FITTED, listener);
            }

            @Override
            public void evaluate(RunFiles files, RunJob job, Listener listener) throws IOException {
                reached(run, Moment.EVALUATE, listener);
                real.evaluate(files, job, listener);
                reached(run, Moment.EVALUATED, listener);
            }
        });
    }

    private static ChildWork.Listener watched(Path run, ChildWork.Listener listener) {
        return new ChildWork.Listener() {
            @Override
            public void progress(String stage, int done, int total, String detail) {
                listener.progress(stage, done, total, detail);
                if (stage.equals("training") && done == total / 2) {
                    reached(run, Moment.STEPS, listener);
                } else if (stage.equals("thresholds")) {
                    reached(run, Moment.CALIBRATE, listener);
                }
            }

            @Override
            public boolean stopAsked() {
                return listener.stopAsked();
            }
        };
    }

    private static synchronized void reached(Path run, Moment moment, ChildWork.Listener listener) {
        if (!System.getProperty("invigil.test.moment", "").equals(moment.name())) {
            return;
        }
        try {
            Files.writeString(
                    mark(run, moment), Long.toString(ProcessHandle.current().pid()), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            return;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        listener.progress("waiting", 0, 1, "");
        Awaitility.await().forever().until(listener::stopAsked);
    }
}
