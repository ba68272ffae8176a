// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.network;

import dev.invigil.detector.tensor.HostTensor;

/**
 * The convolutions of InvAD: their weights are drawn at unit variance and scaled when used ("equalised learning rate", Karras et
 * al., arXiv 1710.10196), as are the activations that follow them.
 */
final class Equalised {
    private static final double SQRT2 = Math.sqrt(2);
    private static final double SLOPE = 0.2;
    private static final int KERNEL = 3;

    /** The learning-rate multiplier of up-sampling convolutions outside the decoder's blocks; all others have 1. */
    private static final double UP_MULTIPLIER = 0.01;

    private static final int BLUR = 4;

    private Equalised() {}

    /** "ConvL": 3x3 convolution {@code 0}, then activation {@code 1}. */
    static Term convolve(Term x, Scope scope, int from, int to) {
        Parameter weight = scope.in("0").learned("weight", Initialiser.normal(1), to, from, KERNEL, KERNEL);
        return activate(same(x, scaled(weight, 1)), scope.in("1"), to);
    }

    /** "UpConvL": doubles height and width; transposed 3x3 convolution {@code 0}, blur {@code 1}, activation {@code 2}. */
    static Term convolveUp(Term x, Scope scope, int from, int to) {
        Parameter weight =
                scope.in("0").learned("weight", Initialiser.normal(1 / UP_MULTIPLIER), to, from, KERNEL, KERNEL);
        Term wide = x.convTranspose2d(scaled(weight, UP_MULTIPLIER).transpose(0, 1));
        return activate(blur(wide, scope.in("1"), to, 1), scope.in("2"), to);
    }

    /** 3x3 convolution with bias, as makes the modulation's gamma and beta. */
    static Term convolveBiased(Term x, Scope scope, int from, int to, double initialBias) {
        Parameter weight = scope.learned("weight", Initialiser.normal(1), to, from, KERNEL, KERNEL);
        Parameter bias = scope.learned("bias", Initialiser.constant(initialBias), to);
        return x.conv2d(scaled(weight, 1), bias, 1, KERNEL / 2);
    }

    /** 1x1 convolution {@code 0} without activation. */
    static Term skip(Term x, Scope scope, int from, int to) {
        Parameter weight = scope.in("0").learned("weight", Initialiser.normal(1), to, from, 1, 1);
        return x.conv2d(scaled(weight, 1), 1, 0);
    }

    /** Doubles height and width: transposed 1x1 convolution {@code 0} and blur {@code 1}. */
    static Term skipUp(Term x, Scope scope, int from, int to) {
        Parameter weight = scope.in("0").learned("weight", Initialiser.normal(1), to, from, 1, 1);
        return blur(x.convTranspose2d(scaled(weight, 1).transpose(0, 1)), scope.in("1"), to, 2);
    }

    /** 3x3 convolution with a weight that is stored with five axes, the first of size 1. */
    static Term convolve5(Term x, Scope scope, int from, int to) {
        return same(x, weight5(scope, from, to));
    }

    /** The same, doubling height and width: transposed, then {@code blur}. */
    static Term convolveUp5(Term x, Scope scope, int from, int to) {
        return blur(x.convTranspose2d(weight5(scope, from, to).transpose(0, 1)), scope.in("blur"), to, 1);
    }

    private static Term weight5(Scope scope, int from, int to) {
        Parameter weight = scope.learned("weight", Initialiser.normal(1), 1, to, from, KERNEL, KERNEL);
        return scaled(weight, 1).squeeze(0);
    }

    private static Term same(Term x, Term weight) {
        return x.conv2d(weight, 1, KERNEL / 2);
    }

    /** weight * multiplier / sqrt(fan in). */
    private static Term scaled(Parameter weight, double multiplier) {
        int axes = weight.shape().size();
        int fanIn = weight.size(axes - 3) * weight.size(axes - 2) * weight.size(axes - 1);
        return weight.times(multiplier / Math.sqrt(fanIn));
    }

    /** Smooths what a transposed convolution of stride 2 left; the gain of 4 makes up for the zeros between. */
    private static Term blur(Term x, Scope scope, int channels, int padding) {
        return x.depthwise(scope.buffer("kernel", Initialiser.fixed(kernel()), BLUR, BLUR), channels, padding);
    }

    private static HostTensor kernel() {
        int[] row = {1, 3, 3, 1};
        float[] values = new float[BLUR * BLUR];
        for (int i = 0; i < values.length; i++) {
            values[i] = row[i / BLUR] * row[i % BLUR] / 16f;
        }
        return HostTensor.of(values, BLUR, BLUR);
    }

    /** sqrt2 * leaky_relu(x + bias). */
    static Term activate(Term x, Scope scope, int channels) {
        Parameter bias = scope.learned("bias", Initialiser.constant(0), channels);
        return x.plus(bias.reshape(1, channels, 1, 1)).leakyRelu(SLOPE).times(SQRT2);
    }

    /** (x + y) / sqrt2. */
    static Term mean(Term x, Term y) {
        return x.plus(y).times(1 / SQRT2);
    }
}
