// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.arnet;

import dev.invigil.detector.graph.BatchNorm;
import dev.invigil.detector.graph.Initialiser;
import dev.invigil.detector.graph.Parameter;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * The network that restores what was erased: a U-Net (Ronneberger et al., arXiv 1505.04597) with batch norms and bilinear up-sampling. At
 * each resolution there are two 3x3 convolutions, and the decoder reads the encoder's features of its resolution beside its own.
 *
 * @param width channels at the finest resolution; those below have 2, 4, 8 and 8 times as many
 */
record RestorationNetwork(int width) {
    /** Pixels of the image per pixel of the coarsest feature. */
    static final int STRIDE = 16;

    private static final int[] DOWN = {1, 2, 4, 8, 8};
    private static final int[] UP = {4, 2, 1, 1};
    private static final int ERASED_CHANNELS = 1;
    private static final int KERNEL = 3;
    private static final double EPSILON = 1e-5;

    /** @throws IllegalArgumentException if the network cannot take images of this size */
    static void requireSize(int height, int width) {
        if (height != width || height < 2 * STRIDE || height % STRIDE != 0) {
            throw new IllegalArgumentException(
                    "the images must be square, with a side of a multiple of " + STRIDE + " from " + 2 * STRIDE
                            + (height == width ? ", not " + height : ", not " + height + " x " + width));
        }
    }

    /**
     * Describes the restored images.
     *
     * @param erased N,1,H,W
     * @param channels of the images
     * @return N,channels,H,W, of any range
     */
    Term restore(Term erased, int channels) {
        List<Term> features = new ArrayList<>();
        Term x = erased;
        int from = ERASED_CHANNELS;
        for (int level = 0; level < DOWN.length; level++) {
            int to = DOWN[level] * width;
            x = twice(level == 0 ? x : x.maxPool(2), Scope.ROOT.in("down", level), from, to);
            features.add(x);
            from = to;
        }
        for (int step = 0; step < UP.length; step++) {
            int level = UP.length - 1 - step;
            Term fine = features.get(level);
            int to = UP[step] * width;
            x = twice(
                    Term.concatenate(List.of(fine, x.resizeLike(fine))),
                    Scope.ROOT.in("up", step),
                    DOWN[level] * width + from,
                    to);
            from = to;
        }
        return x.conv2d(weight(Scope.ROOT.in("out"), from, channels), 1, KERNEL / 2);
    }

    private static Term twice(Term x, Scope scope, int from, int to) {
        return convolve(convolve(x, scope, 0, from, to), scope, 1, to, to);
    }

    private static Term convolve(Term x, Scope scope, int index, int from, int to) {
        Scope place = scope.in("conv", index);
        Parameter bias = place.learned("bias", uniform(from), to);
        Term convolved = x.conv2d(weight(place, from, to), bias, 1, KERNEL / 2);
        return BatchNorm.of(convolved, scope.in("norm", index), to, EPSILON).relu();
    }

    private static Parameter weight(Scope scope, int from, int to) {
        return scope.learned("weight", uniform(from), to, from, KERNEL, KERNEL);
    }

    /** PyTorch's initial values of a convolution. */
    private static Initialiser uniform(int from) {
        return Initialiser.uniform(1 / Math.sqrt(from * KERNEL * KERNEL));
    }
}
