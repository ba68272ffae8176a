// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.model;

import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.detector.product.Prototypes;
import java.util.Map;

/**
 * What the stages around the network need to know of a model. Immutable.
 *
 * @param identity name, version and digest, as verdicts carry it
 * @param side pictures are resized to {@code side x side} pixels
 * @param sigma of the Gaussian that smooths a raw map, in pixels of the map
 * @param thresholds by product; a product without one cannot be scored
 * @param prototypes by which a wrong product is told; none when it cannot be
 * @param device where the network runs, for example {@code cpu} or {@code gpu:0}
 */
public record ModelFacts(
        ModelIdentity identity,
        int side,
        double sigma,
        Map<String, ProductThresholds> thresholds,
        Prototypes prototypes,
        String device) {
    public ModelFacts {
        if (side < 1) {
            throw new IllegalArgumentException("a model cannot look at pictures of " + side + " pixels");
        }
        thresholds = Map.copyOf(thresholds);
    }

    /** How images are prepared for this model. */
    public ModelInput input() {
        return new ModelInput(side);
    }

    /** Whether the model has a threshold for the product; it cannot score others. */
    public boolean knows(String product) {
        return thresholds.containsKey(product);
    }
}
