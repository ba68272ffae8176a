// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.program;

import dev.invigil.detector.graph.Convolution;
import dev.invigil.detector.graph.Parameter;

/**
 * How a convolution is written where gradients are taken.
 *
 * <p>PyTorch 2.7.1 (oneDNN 3.7) corrupts the heap in the backward pass of a 1 x 1 convolution with stride 2 and no padding, when the
 * processor has AVX2 but not AVX-512, the channels are innermost and the input has fewer than 8 channels. The forward pass is sound, and
 * so is the same convolution with stride 1. A 1 x 1 convolution reads only every stride-th pixel, so those pixels are taken first and
 * convolved with stride 1: the same numbers, another kernel. It is written so for any number of channels, since a program does not know
 * its processor. Scoring programs take no gradients and keep the strided form, which is the faster one.
 *
 * <p>{@code .ci/sweep} tries all forms of convolution under an allocator that checks; run it when the engine is upgraded.
 */
final class SafeConvolution {
    private SafeConvolution() {}

    /**
     * The expression for a program that takes gradients.
     *
     * @throws IllegalArgumentException if the kernel's size is not known, so that it cannot be said whether the form is safe
     */
    static String code(Convolution convolution) {
        if (convolution.stride() == 1 || convolution.padding() > 0) {
            return convolution.code();
        }
        if (!(convolution.weight() instanceof Parameter weight)) {
            throw new IllegalArgumentException("a convolution with stride " + convolution.stride()
                    + " and no padding can be trained only if its weight is a parameter: the size of its kernel decides how"
                    + " it is written");
        }
        if (weight.size(2) > 1 || weight.size(3) > 1) {
            return convolution.code();
        }
        String bias = convolution.bias().isPresent() ? "{2}" : "None";
        return "torch.conv2d(torch.slice(torch.slice({0}, 2, None, None, %1$d), 3, None, None, %1$d), {1}, %2$s, [1, 1], [0, 0], [1, 1], %3$d)"
                .formatted(convolution.stride(), bias, convolution.groups());
    }
}
