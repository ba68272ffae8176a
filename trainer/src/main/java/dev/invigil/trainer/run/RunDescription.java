// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.run;

import dev.invigil.detector.bundle.Provenance;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.training.Recipe;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is trained, and from what.
 *
 * @param model name of the model
 * @param version of the model
 * @param detector the family's name
 * @param preprocessing of the images
 * @param recipe how the network is trained; empty if the detector takes no training steps
 * @param provenance where it comes from
 * @param strideFirst see {@link dev.invigil.detector.encoder.ResNet}
 * @param trainingParts training images, by product
 * @param device where it is trained, as people read it
 */
public record RunDescription(
        String model,
        String version,
        String detector,
        Preprocessing preprocessing,
        Optional<Recipe> recipe,
        Provenance provenance,
        boolean strideFirst,
        Map<String, Integer> trainingParts,
        String device) {
    private static final int DIGITS = 16;

    public RunDescription {
        trainingParts = Collections.unmodifiableMap(new TreeMap<>(trainingParts));
    }

    /** Everything that identifies a training: a checkpoint is valid only if all of it is equal. Keys are shown to the user. */
    Map<String, String> identity() {
        Map<String, String> identity = new TreeMap<>();
        identity.put("detector", detector);
        identity.put("size", size());
        identity.put("depth", preprocessing.depth());
        recipe.ifPresent(steps -> {
            identity.put("epochs", Integer.toString(steps.epochs()));
            identity.put("batch", Integer.toString(steps.batch()));
            identity.put("learning rate", Double.toString(steps.learningRate()));
            identity.put("precision", steps.precision().name());
        });
        identity.put("seed", Long.toString(provenance.seed()));
        identity.put("calibration share", Double.toString(provenance.recipe().calibrationShare()));
        identity.put("training pictures", trainingParts.toString());
        identity.put("data (SHA-256)", brief(provenance.dataDigest()));
        provenance.backbone().ifPresent(backbone -> {
            identity.put("backbone", backbone.file());
            identity.put("backbone (SHA-256)", brief(backbone.sha256()));
        });
        provenance.startedFrom().ifPresent(bundle -> identity.put("started from bundle (SHA-256)", brief(bundle)));
        identity.put("stride first", Boolean.toString(strideFirst));
        return identity;
    }

    /** Height and width of the images in pixels, as one number when they are equal. */
    String size() {
        return preprocessing.height() == preprocessing.width()
                ? Integer.toString(preprocessing.height())
                : preprocessing.size();
    }

    private static String brief(String digest) {
        return digest.substring(0, DIGITS);
    }
}
