// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.model;

import dev.invigil.detector.image.RgbImage;
import java.util.List;

/**
 * A model that is open on one device. Opened, called and closed by one thread only, which owns its native memory; results do not refer to
 * that memory.
 */
public interface ScoringModel extends AutoCloseable {

    /** The properties of the model; may be shared between threads. */
    ModelFacts facts();

    /**
     * Runs the network on images and returns one output per image, in the same order.
     *
     * @param images at least one image, each prepared as {@link ModelFacts#preprocessing()} says
     */
    List<ModelOutput> score(List<RgbImage> images);

    /**
     * The same for images whose products are known. Models that treat all products alike need not know them.
     *
     * @param products that the images are said to show, in the same order
     */
    default List<ModelOutput> score(List<RgbImage> images, List<String> products) {
        return score(images);
    }

    /** Number of live native tensors and modules; must be the same after every batch, otherwise memory leaks. 0 without native code. */
    long liveNativeResources();

    @Override
    void close();

    /** Opens a model. */
    @FunctionalInterface
    interface Source {
        /**
         * Opens the model on the calling thread, which owns it from then on, and runs its self-test, if it has one.
         *
         * @throws ModelRefusedException when the model must not score on this device
         * @throws RuntimeException when it cannot be opened
         */
        ScoringModel open();

        /**
         * Does the work that needs no device, such as reading and verifying files, so that {@link #open} of the result keeps the
         * device thread busy for a shorter time. Called on another thread than {@code open}; must not call the engine.
         *
         * @throws ModelRefusedException when the model must not score
         * @throws RuntimeException when its files cannot be used
         */
        default Source prepare() {
            return this;
        }
    }
}
