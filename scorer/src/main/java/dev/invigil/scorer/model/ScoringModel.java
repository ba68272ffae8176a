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
     * @param pictures at least one, each of {@link ModelFacts#side()} squared
     */
    List<Impression> score(List<RgbImage> pictures);

    /** Native tensors and modules that are alive now; the same after every batch, or memory leaks. 0 without natives. */
    long liveNativeResources();

    @Override
    void close();

    /** Opens a model on the calling thread. */
    @FunctionalInterface
    interface Source {
        ScoringModel open();
    }
}
