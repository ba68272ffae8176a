// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.run;

import dev.invigil.detector.bundle.Provenance;
import dev.invigil.detector.training.Recipe;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is trained, and from what.
 *
 * @param model name of the model
 * @param version of the model
 * @param recipe how the network is trained
 * @param provenance where it comes from
 * @param strideFirst see {@link dev.invigil.detector.network.ResNet}
 * @param trainingParts pictures to learn from, by product
 * @param device where it is trained, as people read it
 */
public record RunDescription(
        String model,
        String version,
        Recipe recipe,
        Provenance provenance,
        boolean strideFirst,
        Map<String, Integer> trainingParts,
        String device) {
    private static final int DIGITS = 16;

    public RunDescription {
        trainingParts = Collections.unmodifiableMap(new TreeMap<>(trainingParts));
    }

    /** Whatever, when it differs, makes another training: a checkpoint is good for these only. Keys are for people. */
    Map<String, String> identity() {
        Map<String, String> identity = new TreeMap<>();
        identity.put("detector", recipe.variant().label());
        identity.put("size", Integer.toString(recipe.pictureSize()));
        identity.put("epochs", Integer.toString(recipe.epochs()));
        identity.put("batch", Integer.toString(recipe.batch()));
        identity.put("learning rate", Double.toString(recipe.learningRate()));
        identity.put("precision", recipe.precision().name());
        identity.put("seed", Long.toString(recipe.seed()));
        identity.put("calibration share", Double.toString(provenance.recipe().calibrationShare()));
        identity.put("training pictures", trainingParts.toString());
        identity.put("data (SHA-256)", brief(provenance.dataDigest()));
        identity.put("backbone", provenance.backbone().file());
        identity.put("backbone (SHA-256)", brief(provenance.backbone().sha256()));
        identity.put("stride first", Boolean.toString(strideFirst));
        return identity;
    }

    private static String brief(String digest) {
        return digest.substring(0, DIGITS);
    }
}
