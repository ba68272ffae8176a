// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.training;

import dev.invigil.detector.program.Precision;

/**
 * How a model is trained.
 *
 * @param variant the decoder's proportions
 * @param pictureSize height and width of the pictures, a multiple of 16
 * @param epochs how often each picture is seen
 * @param batch pictures per step
 * @param learningRate of the first 80 % of the epochs; a tenth of it after that
 * @param seed of the initial parameters and the order of the pictures
 * @param precision of the decoder's and fuser's convolutions; the frozen encoder computes in float32
 */
public record Recipe(
        InvadVariant variant,
        int pictureSize,
        int epochs,
        int batch,
        double learningRate,
        long seed,
        Precision precision) {
    private static final double DECAY = 0.1;
    private static final double UNDECAYED_PART = 0.8;
    private static final int STRIDE = 16;

    public Recipe {
        if (pictureSize < 2 * STRIDE || pictureSize % STRIDE != 0) {
            throw new IllegalArgumentException("the picture size must be a multiple of " + STRIDE + " from "
                    + 2 * STRIDE + ", not " + pictureSize);
        }
        if (epochs < 1 || batch < 1) {
            throw new IllegalArgumentException("epochs and batch must be at least 1, not " + epochs + " and " + batch);
        }
        if (!(learningRate > 0 && learningRate <= 1)) {
            throw new IllegalArgumentException("the learning rate must lie above 0 and up to 1, not " + learningRate);
        }
    }

    /** The official recipe of InvAD at 256 x 256: 300 epochs, batch 32, learning rate 0.004. */
    public static Recipe official(InvadVariant variant, long seed) {
        return new Recipe(variant, 256, 300, 32, 0.004, seed, Precision.FLOAT32);
    }

    /**
     * Steps per epoch over so many pictures: the last, incomplete batch is left out, unless it is the only one.
     */
    public int stepsPerEpoch(int pictures) {
        return Math.max(1, pictures / batch);
    }

    /** The learning rate of a step, counted from 0 over all epochs. */
    public double learningRate(int step, int stepsPerEpoch) {
        int undecayedEpochs = (int) (UNDECAYED_PART * epochs);
        int decays = undecayedEpochs == 0 ? 0 : step / (undecayedEpochs * stepsPerEpoch);
        return learningRate * Math.pow(DECAY, decays);
    }
}
