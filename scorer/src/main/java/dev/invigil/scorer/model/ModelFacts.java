// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.model;

import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.detector.decision.CameraRules;
import dev.invigil.detector.decision.Inspector;
import dev.invigil.detector.decision.ModelThresholds;
import dev.invigil.detector.decision.ProductThresholds;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.product.Prototypes;
import java.util.Map;

/**
 * The properties of a model that the stages around the network need. Immutable.
 *
 * @param identity name, version and digest, as verdicts carry it
 * @param preprocessing how an image becomes the network's input
 * @param postprocessing how a raw map is smoothed and scored
 * @param thresholds by product; a product without a threshold cannot be scored
 * @param prototypes used to detect a wrong product; empty when this cannot be checked
 * @param device where the network runs, for example {@code cpu} or {@code gpu:0}
 */
public record ModelFacts(
        ModelIdentity identity,
        Preprocessing preprocessing,
        PostProcessing postprocessing,
        Map<String, ProductThresholds> thresholds,
        Prototypes prototypes,
        String device) {
    public ModelFacts {
        thresholds = Map.copyOf(thresholds);
    }

    /** Whether the model has a threshold for the product; it cannot score others. */
    public boolean knows(String product) {
        return thresholds.containsKey(product);
    }

    /** The thresholds, with the model digest that overrides refer to. */
    public ModelThresholds modelThresholds() {
        return new ModelThresholds(identity.digest(), thresholds);
    }

    /** An image of the input's size, to check that the model works. */
    public RgbImage blackImage() {
        int height = preprocessing.height();
        int width = preprocessing.width();
        return new RgbImage(height, width, new byte[height * width * RgbImage.CHANNELS]);
    }

    /** The inspector for this model. */
    public Inspector inspector(CameraRules rules) {
        return new Inspector(postprocessing, modelThresholds(), rules);
    }
}
