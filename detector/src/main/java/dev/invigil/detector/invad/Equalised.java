// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.invad;

import dev.invigil.detector.graph.Initialiser;
import dev.invigil.detector.graph.Parameter;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.tensor.HostTensor;

/**
 * The convolutions of InvAD: their weights are drawn at unit variance and scaled when used ("equalised learning rate", Karras et
 * al., arXiv 1710.10196), as are the activations that follow them.
 */
final class Equalised {
    static final double SQRT2 = Math.sqrt(2);
    private static final double SLOPE = 0.2;
    private static final int KERNEL = 3;

    /** The learning-rate multiplier of up-sampling convolutions outside the decoder's blocks; all others have 1. */
    private static final double UP_MULTIPLIER = 0.01;

    private static final int BLUR = 4;

    private Equalised() {}

    /** "ConvL": 3x3 convolution {@code 0}, then activation {@code 1}. */
    static Term convolve(Term x, Scope scope, int from, int to) {
        Parameter weight = scope.in("0").learned("weight", Initialiser.normal(1), to, from, KERNEL, KERNEL);
        return activated(x, scaled(weight, SQRT2), scope.in("1"), to, SQRT2);
    }

    /** "UpConvL": doubles height and width; transposed 3x3 convolution {@code 0}, blur {@code 1}, activation {@code 2}. */
    static Term convolveUp(Term x, Scope scope, int from, int to) {
        Parameter weight =
                scope.in("0").learned("weight", Initialiser.normal(1 / UP_MULTIPLIER), to, from, KERNEL, KERNEL);
        return activatedUp(x, scaled(weight, UP_MULTIPLIER * SQRT2), scope.in("1"), scope.in("2"), to, SQRT2);
    }

    /** 3x3 convolution with bias, as makes the modulation's gamma and beta. */
    static Term convolveBiased(Term x, Scope scope, int from, int to, double initialBias) {
        Parameter weight = scope.learned("weight", Initialiser.normal(1), to, from, KERNEL, KERNEL);
        Parameter bias = scope.learned("bias", Initialiser.constant(initialBias), to);
        return x.conv2d(scaled(weight, 1), bias, 1, KERNEL / 2);
    }

    /**
     * "ModulatedConv2d" behind its modulation, and activation: 3x3 convolution {@code conv} with a weight that is stored with
     * five axes, then {@code activate}.
     *
     * @param gain what the activation's result is multiplied by
     */
    static Term convolveStyled(Term x, Scope scope, int from, int to, double gain) {
        return activated(x, scaled(styledWeight(scope, from, to), gain).squeeze(0), scope.in("activate"), to, gain);
    }

    /** The same, doubling height and width. */
    static Term convolveStyledUp(Term x, Scope scope, int from, int to, double gain) {
        Term weight = scaled(styledWeight(scope, from, to), gain).squeeze(0);
        return activatedUp(x, weight, scope.in("conv").in("blur"), scope.in("activate"), to, gain);
    }

    private static Parameter styledWeight(Scope scope, int from, int to) {
        return scope.in("conv").learned("weight", Initialiser.normal(1), 1, to, from, KERNEL, KERNEL);
    }

    /** 1x1 convolution {@code 0} without activation, times {@code gain}. */
    static Term skip(Term x, Scope scope, int from, int to, double gain) {
        Parameter weight = scope.in("0").learned("weight", Initialiser.normal(1), to, from, 1, 1);
        return x.conv2d(scaled(weight, gain), 1, 0);
    }

    /** Doubles height and width: transposed 1x1 convolution {@code 0} and blur {@code 1}, times {@code gain}. */
    static Term skipUp(Term x, Scope scope, int from, int to, double gain) {
        Parameter weight = scope.in("0").learned("weight", Initialiser.normal(1), to, from, 1, 1);
        return blur(x.convTranspose2d(scaled(weight, gain).transpose(0, 1)), scope.in("1"), to, 2);
    }

    /**
     * gain * leaky_relu(conv(x) + bias). The gain is positive, so it may as well be multiplied into weight (by the caller) and bias,
     * which are smaller than the result.
     */
    private static Term activated(Term x, Term gainedWeight, Scope scope, int channels, double gain) {
        return x.conv2d(gainedWeight, bias(scope, channels).times(gain), 1, KERNEL / 2)
                .leakyRelu(SLOPE);
    }

    private static Term activatedUp(Term x, Term gainedWeight, Scope blur, Scope scope, int channels, double gain) {
        Term wide = blur(x.convTranspose2d(gainedWeight.transpose(0, 1)), blur, channels, 1);
        return wide.plus(bias(scope, channels).times(gain).reshape(1, channels, 1, 1))
                .leakyRelu(SLOPE);
    }

    private static Parameter bias(Scope scope, int channels) {
        return scope.learned("bias", Initialiser.constant(0), channels);
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
}
