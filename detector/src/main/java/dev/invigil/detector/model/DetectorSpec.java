// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;

/**
 * What a bundle's manifest says about its detector: all that it takes, beside the weights, to open it.
 *
 * @param family name of the {@link DetectorFamily}
 * @param preprocessing from an image to the network's input
 * @param postprocessing from the network's map to the score
 * @param network an object of the family's own. If the network has an encoder, {@code encoder.architecture} is its name
 */
public record DetectorSpec(
        String family, Preprocessing preprocessing, PostProcessing postprocessing, JsonNode network) {
    public DetectorSpec {
        Objects.requireNonNull(family, "family");
        Objects.requireNonNull(preprocessing, "preprocessing");
        Objects.requireNonNull(postprocessing, "postprocessing");
        if (network == null || !network.isObject()) {
            throw new IllegalArgumentException("detector: network must be an object");
        }
        network = network.deepCopy();
    }

    /** A copy: the object of the family's own. */
    @Override
    public JsonNode network() {
        return network.deepCopy();
    }

    /** The encoder's name for the user; empty if the network has none. */
    public String encoderName() {
        return network.at("/encoder/architecture").asText();
    }

    /** The same detector with another preprocessing. */
    public DetectorSpec with(Preprocessing other) {
        return new DetectorSpec(family, other, postprocessing, network);
    }

    /** The same detector with another post-processing. */
    public DetectorSpec with(PostProcessing other) {
        return new DetectorSpec(family, preprocessing, other, network);
    }
}
