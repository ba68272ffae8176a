// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.training;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

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
     * @param losses of the step's batch, before the step, by name: first the loss that training minimises, then others, such as its
     *     summands, in the family's order. At least one; names have lower-case letters, digits and underscores
     * @param learningRate of the step
     * @param gradientNorm length of all gradients together, before it was shortened
     */
    record Progress(
            int epoch,
            int epochs,
            int step,
            int steps,
            Map<String, Double> losses,
            double learningRate,
            double gradientNorm) {
        /** The usual name of the loss that training minimises. */
        public static final String LOSS = "loss";

        private static final Pattern NAME = Pattern.compile("[a-z0-9_]+");

        public Progress {
            losses = Collections.unmodifiableMap(new LinkedHashMap<>(losses));
            if (losses.isEmpty()
                    || !losses.keySet().stream()
                            .allMatch(name -> NAME.matcher(name).matches())) {
                throw new IllegalArgumentException(
                        "a step needs losses with names of lower-case letters, digits and underscores, not "
                                + losses.keySet());
            }
        }

        /** The first of the losses: the one that is shown and drawn. */
        public double loss() {
            return losses.values().iterator().next();
        }

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
