// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.arnet;

import dev.invigil.detector.graph.Initialiser;
import dev.invigil.detector.graph.Parameter;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;

/**
 * How far restored images are from the originals.
 *
 * @param channels of the images
 * @param height of the images
 * @param width of the images
 */
record RestorationError(int channels, int height, int width) {
    /** The mean error of each erasure over the training images: what an error is divided by. */
    static final String TRAINING_ERROR = "training_error";

    /**
     * Describes the error of each pixel: the mean over the channels of the magnitude of the difference (L1).
     *
     * @param images N,C,H,W
     * @param restored {@value Erasing#COUNT}N,C,H,W: of each image all erasures, one after the other
     * @return N,{@value Erasing#COUNT},H,W
     */
    Term maps(Term images, Term restored) {
        Term repeated =
                images.unsqueeze(1).expand(-1, Erasing.COUNT, -1, -1, -1).reshape(-1, channels, height, width);
        return restored.minus(repeated).absolute().meanChannels().reshape(-1, Erasing.COUNT, height, width);
    }

    /**
     * Describes the anomaly map: each erasure's error divided by its mean over the training images, averaged over the erasures. Its mean
     * is the published score of the image.
     *
     * @param maps as {@link #maps} gives them
     * @param trainingError {@value Erasing#COUNT} numbers
     * @return N,H,W
     */
    static Term normalised(Term maps, Term trainingError) {
        return maps.dividedBy(trainingError.reshape(1, Erasing.COUNT, 1, 1))
                .meanChannels()
                .squeeze(1);
    }

    /** The mean errors over the training images, as a part of the state. */
    static Parameter trainingError() {
        return Scope.ROOT.buffer(TRAINING_ERROR, Initialiser.constant(1), Erasing.COUNT);
    }
}
