// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.distillation;

import dev.invigil.detector.program.Optimiser;

/**
 * How an encoder is distilled.
 *
 * @param steps how many
 * @param batch views of {@value #LARGEST_VIEW} x {@value #LARGEST_VIEW} pixels per step, or as many more smaller ones as have the same pixels
 * @param learningRate the largest: it rises over the first steps and falls to 0 along a cosine
 * @param seed of the first weights and of the views
 */
public record DistillationRecipe(int steps, int batch, double learningRate, long seed) {
    /** Height and width of the largest views; a step's views have this size, three quarters or half of it. */
    public static final int LARGEST_VIEW = 192;

    /** With momentum; without it, and with twice as many views a step, a student needs about twice the time. */
    static final Optimiser OPTIMISER = Optimiser.OFFICIAL.withMomentum(0.9);

    private static final int QUARTERS = 4;
    private static final double RISING_SHARE = 0.02;

    public DistillationRecipe {
        if (steps < 1 || batch < 1) {
            throw new IllegalArgumentException("steps and batch must be at least 1, not " + steps + " and " + batch);
        }
        if (!(learningRate > 0 && learningRate <= 1)) {
            throw new IllegalArgumentException(
                    "the learning rate must be greater than 0 and at most 1, not " + learningRate);
        }
    }

    /** Views per step, when they are so large. */
    int batch(int size) {
        return batch * LARGEST_VIEW * LARGEST_VIEW / (size * size);
    }

    /** The size of a batch's views: sizes take turns. */
    int viewSize(int turn) {
        return LARGEST_VIEW * (QUARTERS - turn % 3) / QUARTERS;
    }

    /** The learning rate of a step, counted from 0. */
    double learningRate(int step) {
        double rising = Math.max(1, RISING_SHARE * steps);
        double rise = Math.min(1, (step + 1) / rising);
        return learningRate * rise * (1 + Math.cos(Math.PI * step / steps)) / 2;
    }
}
