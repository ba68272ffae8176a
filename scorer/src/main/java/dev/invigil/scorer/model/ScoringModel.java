// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.model;

import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.map.AnomalyMap;
import java.util.List;

/**
 * A model that is open on one device. Opened, called and closed by one thread only, which owns whatever native memory
 * there is; nothing that is handed out refers to it.
 */
public interface ScoringModel extends AutoCloseable {

    /** What is known of the model without calling it; may be shared between threads. */
    ModelFacts facts();

    /**
     * The raw anomaly maps, one per picture in the same order, before smoothing.
     *
     * @param pictures at least one, each of {@link ModelFacts#side()} squared
     */
    List<AnomalyMap> score(List<RgbImage> pictures);

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
