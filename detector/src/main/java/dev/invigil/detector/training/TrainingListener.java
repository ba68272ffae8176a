// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.training;

/** Hears how training goes, on the thread that trains. */
public interface TrainingListener {
    /**
     * The frozen encoder has seen some more images; before the first step.
     *
     * @param done images so far
     * @param total all of them
     */
    default void encoded(int done, int total) {}

    /** A step was taken. */
    void stepped(Progress progress);

    /**
     * The progress of the training.
     *
     * @param epoch from 1
     * @param epochs all of them
     * @param step within the epoch, from 1
     * @param steps per epoch
     * @param loss of the step's batch, before the step
     * @param learningRate of the step
     * @param gradientNorm length of all gradients together, before it was shortened
     */
    record Progress(int epoch, int epochs, int step, int steps, double loss, double learningRate, double gradientNorm) {
        /** Steps taken since the first epoch began. */
        public int stepsTaken() {
            return (epoch - 1) * steps + step;
        }

        /** Steps of all epochs. */
        public int stepsInAll() {
            return epochs * steps;
        }
    }
}
