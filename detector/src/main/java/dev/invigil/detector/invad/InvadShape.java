// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.invad;

import com.fasterxml.jackson.databind.JsonNode;
import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.shape.ShapeJson;
import dev.invigil.detector.tensor.HostTensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The family's own object in the manifest. Lists are fine to coarse.
 *
 * @param encoder the frozen encoder, whose weights are in the bundle too
 * @param channels of the encoder's features
 * @param styles channels of the fused styles
 * @param latent channels of the style that modulates
 * @param layers blocks of the decoder
 * @param lossFactor weight of the loss it was trained with
 */
record InvadShape(
        EncoderShape encoder,
        List<Integer> channels,
        List<Integer> styles,
        int latent,
        List<Integer> layers,
        double lossFactor) {
    /** No network of this kind has more of anything; larger numbers are refused before anything is built. */
    private static final int MAX_CHANNELS = 8192;

    private static final int MAX_BLOCKS = 64;

    InvadShape {
        channels = ShapeJson.requireWithin("channels", channels, MAX_CHANNELS);
        styles = ShapeJson.requireWithin("styles", styles, MAX_CHANNELS);
        layers = ShapeJson.requireWithin("layers", layers, MAX_BLOCKS);
        ShapeJson.requireWithin("latent", latent, MAX_CHANNELS);
        if (channels.isEmpty() || styles.size() != channels.size() || layers.size() != channels.size()) {
            throw new IllegalArgumentException("channels " + channels + ", styles " + styles + " and layers " + layers
                    + " must have the same length");
        }
        if (!(lossFactor > 0) || !Double.isFinite(lossFactor)) {
            throw new IllegalArgumentException("the loss factor must be above 0, not " + lossFactor);
        }
    }

    /**
     * The encoder.
     *
     * @param architecture such as {@code resnet18}; {@code resnet} for one without a name
     * @param strideFirst whether a bottleneck halves its input in its first convolution (ResNet v1), which leaves no trace in the
     *     weights
     * @param shape of the network; absent in bundles of schemas 1 to 3, where it follows from the weights
     */
    record EncoderShape(String architecture, boolean strideFirst, Optional<ResNetShape> shape) {}

    /**
     * A residual network.
     *
     * @param stem channels after the first convolution
     * @param bottleneck whether a block is 1x1, 3x3, 1x1 rather than 3x3, 3x3
     * @param layers fine to coarse
     */
    record ResNetShape(int stem, boolean bottleneck, List<ResNet.Layer> layers) {
        ResNetShape {
            layers = List.copyOf(layers);
        }
    }

    static InvadShape of(Invad invad, ResNet encoder, double lossFactor) {
        return new InvadShape(
                new EncoderShape(
                        encoder.architecture(),
                        encoder.strideFirst(),
                        Optional.of(new ResNetShape(encoder.stem(), encoder.bottleneck(), encoder.layers()))),
                invad.channels(),
                invad.styles(),
                invad.latent(),
                invad.layers(),
                lossFactor);
    }

    /** @throws IllegalArgumentException naming the property that is missing, unknown or out of range */
    static InvadShape read(JsonNode network) {
        return ShapeJson.read(ShapeJson.NETWORK, network, InvadShape.class);
    }

    JsonNode write() {
        return ShapeJson.write(this);
    }

    Invad invad(int height, int width) {
        Invad.requireSize(height, width);
        return new Invad(channels, styles, latent, layers, height / Invad.STRIDE, width / Invad.STRIDE);
    }

    /**
     * The encoder as described; for bundles that do not describe it, as its weights have it.
     *
     * @throws IllegalArgumentException if its features have other channels than {@link #channels}, or a tensor that it must have is
     *     missing
     */
    ResNet encoder(Map<String, HostTensor> state) {
        ResNet network = encoder.shape()
                .map(shape -> new ResNet(shape.stem(), shape.bottleneck(), shape.layers(), false)
                        .placing(encoder.strideFirst()))
                .orElseGet(() -> ResNet.of(InvadFamily.ENCODER.valuesIn(state), encoder.strideFirst()));
        if (!network.channels().equals(channels)) {
            throw new IllegalArgumentException("detector.network: the encoder's features have the channels "
                    + network.channels() + ", but channels says " + channels);
        }
        return network;
    }
}
