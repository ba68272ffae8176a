// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.model;

import dev.invigil.detector.image.RgbImage;
import java.util.List;

/**
 * A model that is open on one device. Opened, called and closed by one thread only, which owns whatever native memory
 * there is; nothing that is handed out refers to it.
 */
public interface ScoringModel extends AutoCloseable {

    /** What is known of the model without calling it; may be shared between threads. */
    ModelFacts facts();

    /**
     * What it makes of pictures, one by one in the same order.
     *
     * @param pictures at least one, each prepared as {@link ModelFacts#preprocessing()} says
     */
    List<Impression> score(List<RgbImage> pictures);

    /** Native tensors and modules that are alive now; the same after every batch, or memory leaks. 0 without natives. */
    long liveNativeResources();

    @Override
    void close();

    /** Where a model comes from. */
    @FunctionalInterface
    interface Source {
        /**
         * Opens the model on the calling thread, which owns it from then on, and runs its self-test where it has one.
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
