// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.uniad;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.invigil.detector.encoder.Encoder;
import dev.invigil.detector.encoder.Encoders;
import dev.invigil.detector.program.Optimiser;
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
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    /** No network of this kind has more of anything; larger numbers are refused before anything is built. */
    private static final int MAX_CHANNELS = 16_384;

    private static final int MAX_LAYERS = 64;
    private static final int MAX_HEADS = 256;
    private static final int MAX_NEIGHBOURS = 256;

    UniadShape {
        channels = List.copyOf(channels);
        channels.forEach(each -> within("channels", each, MAX_CHANNELS));
        within("hidden", hidden, MAX_CHANNELS);
        within("heads", heads, MAX_HEADS);
        within("encoderLayers", encoderLayers, MAX_LAYERS);
        within("decoderLayers", decoderLayers, MAX_LAYERS);
        within("feedForward", feedForward, MAX_CHANNELS);
        within("neighbourHeight", neighbourHeight, MAX_NEIGHBOURS);
        within("neighbourWidth", neighbourWidth, MAX_NEIGHBOURS);
    }

    private static void within(String what, int value, int largest) {
        if (value < 1 || value > largest) {
            throw new IllegalArgumentException(what + " must be 1 to " + largest + ", not " + value);
        }
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
        try {
            return JSON.treeToValue(network, UniadShape.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "detector.network: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        }
    }

    JsonNode write() {
        return JSON.valueToTree(this);
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
