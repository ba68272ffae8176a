// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import java.util.Objects;

/**
 * The frozen encoder, whose weights are in the bundle too.
 *
 * @param architecture such as {@code resnet18}
 * @param strideFirst whether a bottleneck halves its input in its first convolution (ResNet v1), which leaves no trace in
 *     the weights
 */
public record EncoderConfiguration(String architecture, boolean strideFirst) {
    public EncoderConfiguration {
        Objects.requireNonNull(architecture, "architecture");
    }
}
