// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.uniad;

import com.fasterxml.jackson.databind.JsonNode;
import dev.invigil.detector.encoder.Encoder;
import dev.invigil.detector.encoder.Encoders;
import dev.invigil.detector.program.Optimiser;
import dev.invigil.detector.shape.ShapeJson;
import java.util.List;

/**
 * The family's own object in the manifest.
 *
 * @param encoder the frozen encoder as {@link Encoders#write} describes it; its weights are in the bundle too
 * @param channels of the encoder's features, which the transformer rebuilds together
 * @param hidden channels of a token within the transformer
 * @param heads of each attention
 * @param encoderLayers of the transformer
 * @param decoderLayers of the transformer
 * @param feedForward channels within the feed-forward parts
 * @param neighbourHeight of the neighbourhood that a token does not attend to, in tokens
 * @param neighbourWidth likewise
 * @param optimiser of the training; scoring does not need it
 */
record UniadShape(
        JsonNode encoder,
        List<Integer> channels,
        int hidden,
        int heads,
        int encoderLayers,
        int decoderLayers,
        int feedForward,
        int neighbourHeight,
        int neighbourWidth,
        Optimiser optimiser) {
    /** No network of this kind has more of anything; larger numbers are refused before anything is built. */
    private static final int MAX_CHANNELS = 16_384;

    private static final int MAX_LAYERS = 64;
    private static final int MAX_HEADS = 256;
    private static final int MAX_NEIGHBOURS = 256;

    UniadShape {
        channels = ShapeJson.requireWithin("channels", channels, MAX_CHANNELS);
        ShapeJson.requireWithin("hidden", hidden, MAX_CHANNELS);
        ShapeJson.requireWithin("heads", heads, MAX_HEADS);
        ShapeJson.requireWithin("encoderLayers", encoderLayers, MAX_LAYERS);
        ShapeJson.requireWithin("decoderLayers", decoderLayers, MAX_LAYERS);
        ShapeJson.requireWithin("feedForward", feedForward, MAX_CHANNELS);
        ShapeJson.requireWithin("neighbourHeight", neighbourHeight, MAX_NEIGHBOURS);
        ShapeJson.requireWithin("neighbourWidth", neighbourWidth, MAX_NEIGHBOURS);
    }

    static UniadShape of(Uniad uniad, Encoder encoder, Optimiser optimiser) {
        return new UniadShape(
                Encoders.write(encoder),
                encoder.channels(),
                uniad.hidden(),
                uniad.heads(),
                uniad.encoderLayers(),
                uniad.decoderLayers(),
                uniad.feedForward(),
                uniad.neighbours().height(),
                uniad.neighbours().width(),
                optimiser);
    }

    /** @throws IllegalArgumentException naming the property that is missing, unknown or out of range */
    static UniadShape read(JsonNode network) {
        return ShapeJson.read(ShapeJson.NETWORK, network, UniadShape.class);
    }

    JsonNode write() {
        return ShapeJson.write(this);
    }

    /** @throws IllegalArgumentException if its features have other channels than {@link #channels} */
    Encoder network() {
        Encoder network = Encoders.read(encoder);
        if (!network.channels().equals(channels)) {
            throw new IllegalArgumentException("detector.network: the encoder's features have the channels "
                    + network.channels() + ", but channels says " + channels);
        }
        return network;
    }

    /** The transformer for images of this size. */
    Uniad uniad(int height, int width) {
        return new Uniad(
                channels.stream().mapToInt(Integer::intValue).sum(),
                height / UniadFamily.STRIDE,
                width / UniadFamily.STRIDE,
                hidden,
                heads,
                encoderLayers,
                decoderLayers,
                feedForward,
                new Neighbourhood(neighbourHeight, neighbourWidth));
    }
}
