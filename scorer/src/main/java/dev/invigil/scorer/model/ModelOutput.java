// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.model;

import dev.invigil.detector.map.AnomalyMap;
import java.util.Optional;

/**
 * The output of a model for one image.
 *
 * @param map the raw anomaly map, before smoothing
 * @param features of the whole image, compared with the prototypes of {@link ModelFacts}; empty when there are no prototypes
 */
public record ModelOutput(AnomalyMap map, float[] features) {
    /**
     * Why the model or its device must not be used, when the map is not finite.
     *
     * @param model that gave this output
     * @param image for the message
     */
    public Optional<String> fault(ModelFacts model, String image) {
        float highest = map.max();
        return Float.isFinite(highest)
                ? Optional.empty()
                : Optional.of("the model " + model.identity().name() + " "
                        + model.identity().version() + " gave the score " + highest + " for " + image
                        + "; its weights are damaged or the device computes incorrectly");
    }
}
