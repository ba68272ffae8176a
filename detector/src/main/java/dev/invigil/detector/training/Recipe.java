// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.training;

import dev.invigil.detector.graph.Precision;
import java.util.Objects;

/**
 * How long and how fast a model is trained. What a number means exactly, such as when the learning rate falls, is up to the detector
 * family.
 *
 * @param epochs how often each image is seen, at least 1
 * @param batch images per step, at least 1
 * @param learningRate at the beginning, above 0 and up to 1
 * @param seed of the initial parameters and the order of the images
 * @param precision of the convolutions that are trained; a frozen encoder computes in float32
 */
public record Recipe(int epochs, int batch, double learningRate, long seed, Precision precision) {
    public Recipe {
        Objects.requireNonNull(precision, "precision");
        if (epochs < 1 || batch < 1) {
            throw new IllegalArgumentException("epochs and batch must be at least 1, not " + epochs + " and " + batch);
        }
        if (!(learningRate > 0 && learningRate <= 1)) {
            throw new IllegalArgumentException(
                    "the learning rate must be greater than 0 and at most 1, not " + learningRate);
        }
    }

    /**
     * Steps per epoch for this number of images: the last, incomplete batch is skipped unless it is the only one.
     */
    public int stepsPerEpoch(int images) {
        return Math.max(1, images / batch);
    }
}
