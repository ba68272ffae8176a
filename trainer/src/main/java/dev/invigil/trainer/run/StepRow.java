// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.run;

import dev.invigil.detector.training.TrainingListener.Progress;
import java.util.Optional;

/**
 * A step of a training, one line of the log.
 *
 * @param step from 1, over all epochs
 * @param epoch from 1
 * @param loss of the step's batch, before the step
 * @param learningRate of the step
 * @param gradientNorm length of all gradients together, before it was shortened
 * @param seconds of work on the run so far, the reading of images included, pauses between resumes not
 */
public record StepRow(int step, int epoch, double loss, double learningRate, double gradientNorm, double seconds) {
    static final String HEADER = "step,epoch,loss,learning_rate,gradient_norm,seconds";
    private static final int COLUMNS = 6;

    static StepRow of(Progress progress, double seconds) {
        return new StepRow(
                progress.stepsTaken(),
                progress.epoch(),
                progress.loss(),
                progress.learningRate(),
                progress.gradientNorm(),
                seconds);
    }

    /** All digits, so that equal runs can be distinguished from nearly equal ones; the seconds to the millisecond. */
    String line() {
        return step + "," + epoch + "," + loss + "," + learningRate + "," + gradientNorm + ","
                + Math.round(seconds * 1000) / 1000.0;
    }

    /** Reads a line; empty if it is incomplete, like the last line of a killed run. */
    static Optional<StepRow> parse(String line) {
        String[] fields = line.split(",", -1);
        if (fields.length != COLUMNS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new StepRow(
                    Integer.parseInt(fields[0]),
                    Integer.parseInt(fields[1]),
                    Double.parseDouble(fields[2]),
                    Double.parseDouble(fields[3]),
                    Double.parseDouble(fields[4]),
                    Double.parseDouble(fields[5])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
