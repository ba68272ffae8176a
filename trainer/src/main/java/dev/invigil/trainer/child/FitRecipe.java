// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.child;

import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.model.DetectorFamily;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.training.Recipe;
import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import dev.invigil.trainer.depth.DepthOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Section {@code trainer.recipe}: how a model is trained, as the options of {@code invigil train}.
 *
 * @param detector name of the family; empty: the first
 * @param backbone {@code tiny}, {@code random}, the name of a fetched backbone, or a file
 * @param size of the input in pixels: one number, or HEIGHTxWIDTH
 * @param depth of 16-bit images: {@code auto}, bits, or LOW:HIGH
 * @param epochs passes over the training images
 * @param batch images per step
 * @param learningRate empty: that of the family
 * @param seed of the initial parameters and of the order of the images
 * @param calibrationShare of the good parts of the golden data, held out for the thresholds
 * @param warmStart whether training begins with the parameters of the active model
 */
public record FitRecipe(
        Optional<String> detector,
        @Default("tiny") String backbone,
        @Default("256") String size,
        @Default("auto") String depth,
        @Default("100") int epochs,
        @Default("32") int batch,
        Optional<Double> learningRate,
        @Default("42") long seed,
        @Default("0.25") double calibrationShare,
        @Default("true") boolean warmStart) {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})(?:x(\\d{1,5}))?");

    public FitRecipe {
        Optional<String> name = detector;
        String pixels = size;
        String samples = depth;
        new Requirements()
                .that(
                        name.map(DetectorFamilies.names()::contains).orElse(true),
                        "detector",
                        "must be one of " + String.join(", ", DetectorFamilies.names()) + ", but is " + name.orElse(""))
                .that(!backbone.isBlank(), "backbone", "must not be empty")
                .that(
                        SIZE.matcher(pixels).matches(),
                        "size",
                        "must be one number, or HEIGHTxWIDTH such as 192x256, but is " + pixels)
                .that(
                        problem(() -> DepthOption.parse(samples)).isEmpty(),
                        "depth",
                        problem(() -> DepthOption.parse(samples)).orElse(""))
                .that(epochs >= 1, "epochs", "must be at least 1, but is " + epochs)
                .that(batch >= 1, "batch", "must be at least 1, but is " + batch)
                .that(
                        learningRate.map(rate -> rate > 0 && rate <= 1).orElse(true),
                        "learning-rate",
                        "must be greater than 0 and at most 1")
                .that(
                        calibrationShare > 0 && calibrationShare < 1,
                        "calibration-share",
                        "must be between 0 and 1, but is " + calibrationShare)
                .verify();
        DetectorFamily chosen = name.map(DetectorFamilies::named)
                .orElseGet(() -> DetectorFamilies.named(DetectorFamilies.names().get(0)));
        new Requirements()
                .that(
                        problem(() -> input(chosen, pixels)).isEmpty(),
                        "size",
                        problem(() -> input(chosen, pixels)).orElse(""))
                .verify();
    }

    private static Optional<String> problem(Runnable attempt) {
        try {
            attempt.run();
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static Preprocessing input(DetectorFamily family, String size) {
        Matcher matcher = SIZE.matcher(size);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(size + " is not a size");
        }
        int height = Integer.parseInt(matcher.group(1));
        int width = matcher.group(2) == null ? height : Integer.parseInt(matcher.group(2));
        family.requireSize(height, width);
        return family.preprocessing(height, width);
    }

    /** The detector family. */
    DetectorFamily family() {
        return DetectorFamilies.named(detector.orElse(DetectorFamilies.names().get(0)));
    }

    /** The preprocessing, without the depth of 16-bit images. */
    Preprocessing preprocessing() {
        return input(family(), size);
    }

    /** How the network is trained. */
    Recipe recipe() {
        return new Recipe(
                epochs,
                batch,
                learningRate.orElseGet(() -> Math.min(1, family().learningRate(batch))),
                seed,
                Precision.FLOAT32);
    }

    /** The same with another backbone. */
    public FitRecipe withBackbone(String other) {
        return new FitRecipe(
                detector, other, size, depth, epochs, batch, learningRate, seed, calibrationShare, warmStart);
    }
}
