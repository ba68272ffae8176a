// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.network;

import dev.invigil.detector.tensor.HostTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A whole InvAD, encoder included: everything that is needed to score a picture.
 *
 * @param state parameters and buffers under the reference's names ({@code net_encoder.}, {@code net_fuser.}, {@code net_decoder.})
 * @param strideFirst whether the encoder halves in a bottleneck's first convolution, which the state does not tell; see
 *     {@link ResNet}
 */
public record InvadModel(Map<String, HostTensor> state, boolean strideFirst) {
    /** The name of the program's argument. */
    private static final String PICTURES = "pictures";

    public InvadModel {
        state = Map.copyOf(state);
    }

    /**
     * Fuser and decoder.
     *
     * @throws IllegalArgumentException if the state is not that of an InvAD
     */
    public Invad invad() {
        return Invad.of(state);
    }

    /**
     * The encoder.
     *
     * @throws IllegalArgumentException if the state has none
     */
    public ResNet encoder() {
        Map<String, HostTensor> weights = new LinkedHashMap<>();
        String prefix = Invad.ENCODER.prefix();
        state.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                weights.put(name.substring(prefix.length()), value);
            }
        });
        return ResNet.of(weights, strideFirst);
    }

    /** Height and width of the pictures. */
    public int pictureSize() {
        return invad().pictureSize();
    }

    /** The description of scoring: from pictures to their anomaly maps before smoothing, and to their pooled features. */
    public Scoring scoring() {
        Input pictures = new Input(PICTURES);
        Invad invad = invad();
        List<Term> features =
                encoder().describe(Picture.normalise(pictures), Invad.ENCODER).layers();
        List<Term> rebuilt = invad.decode(invad.fuse(features));
        return new Scoring(
                pictures,
                MapKind.OFFICIAL.describe(features, rebuilt, invad.pictureSize(), invad.pictureSize()),
                ResNet.pooled(features));
    }

    /**
     * What scoring computes.
     *
     * @param pictures N,size,size,3 RGB bytes
     * @param maps N,size,size float32
     * @param pooled N,D float32, see {@link ResNet#pooled}
     */
    public record Scoring(Input pictures, Term maps, Term pooled) {}
}
