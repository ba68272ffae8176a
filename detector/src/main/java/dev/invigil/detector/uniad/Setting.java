// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.uniad;

import dev.invigil.detector.encoder.Encoder;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.model.ImageScore;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.program.Optimiser;
import dev.invigil.detector.training.Recipe;
import dev.invigil.detector.training.TrainingLoop;

/**
 * In what the two references differ, and the authors' own two data sets. The network behind the encoder is the same.
 *
 * @param encoderScope where the encoder's parameters are
 * @param scope where the transformer's parameters are
 * @param encoder the reference's encoder, by its name here
 * @param isDeep whether the features of the encoder's deepest level are rebuilt, too
 * @param neighbours side of the neighbourhood, in tokens
 * @param optimiser what a step does with the gradients
 * @param keepsLast whether the last, incomplete batch of an epoch is a step
 * @param lateEpochs how many epochs later than after four fifths the learning rate falls
 * @param score how the image score comes from the map
 */
record Setting(
        Scope encoderScope,
        Scope scope,
        String encoder,
        boolean isDeep,
        int neighbours,
        Optimiser optimiser,
        boolean keepsLast,
        int lateEpochs,
        ImageScore score) {
    /** Side of the squares whose means the score is the largest of. */
    private static final int WINDOW = 16;

    private static final double WEIGHT_DECAY = 1e-4;

    /**
     * How far a score may differ between devices. Scores are lengths of vectors of hundreds of channels, of about 1 to 50: so this is ten times
     * the rounding of float32 in one of them.
     */
    private static final double TOLERANCE = 1e-4;

    /** ADer's: a neighbourhood of 8, which acts as 9, decay of weights only, gradients clipped at 5. */
    static final Setting ADER = new Setting(
            Scope.ROOT.in("net_backbone"),
            Scope.ROOT.in("net_ad"),
            "tf_efficientnet_b4",
            false,
            8,
            adamW(5, false),
            false,
            0,
            ImageScore.maximumOfAverages(WINDOW));

    /** The authors' for MVTec AD: a neighbourhood of 7, decay of all parameters, gradients clipped at 0.1. */
    static final Setting ORIGINAL = new Setting(
            Scope.ROOT.in("backbone"),
            Scope.ROOT.in("reconstruction"),
            "efficientnet-b4",
            false,
            7,
            adamW(0.1, true),
            true,
            1,
            ImageScore.maximumOfAverages(WINDOW));

    /** The authors' for CIFAR-10: as for MVTec AD, but with a fifth level, and the score is the mean of the map. */
    static final Setting ORIGINAL_CIFAR10 = new Setting(
            ORIGINAL.encoderScope,
            ORIGINAL.scope,
            ORIGINAL.encoder,
            true,
            ORIGINAL.neighbours,
            ORIGINAL.optimiser,
            ORIGINAL.keepsLast,
            ORIGINAL.lateEpochs,
            ImageScore.MEAN);

    private static Optimiser adamW(double clipNorm, boolean decaysAll) {
        return new Optimiser(0.9, 0.999, 1e-8, clipNorm, WEIGHT_DECAY, decaysAll);
    }

    /** The encoder with the levels that are rebuilt. */
    Encoder levels(Encoder given) {
        return isDeep ? given.deepest() : given;
    }

    /** No smoothing. */
    PostProcessing postprocessing() {
        return new PostProcessing(0, score, TOLERANCE);
    }

    TrainingLoop.Rates rates(Recipe recipe) {
        return TrainingLoop.Rates.fallingOnce(recipe, lateEpochs);
    }
}
