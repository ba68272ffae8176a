// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import java.util.List;
import java.util.Objects;

/**
 * What is needed to build the detector's network and to get from its map to a score. Lists are fine to coarse.
 *
 * @param kind {@code invad} or {@code invad-lite}
 * @param size height and width of the pictures, in pixels
 * @param channels of the encoder's features
 * @param styles channels of the fused styles
 * @param latent channels of the style that modulates
 * @param layers blocks of the decoder
 * @param lossFactor weight of the loss it was trained with
 * @param sigma of the Gaussian that smooths the map, in pixels
 */
public record DetectorConfiguration(
        String kind,
        int size,
        List<Integer> channels,
        List<Integer> styles,
        int latent,
        List<Integer> layers,
        double lossFactor,
        double sigma) {
    public DetectorConfiguration {
        Objects.requireNonNull(kind, "kind");
        channels = List.copyOf(channels);
        styles = List.copyOf(styles);
        layers = List.copyOf(layers);
        if (size < 1 || latent < 1) {
            throw new IllegalArgumentException("size and latent must be at least 1, not " + size + " and " + latent);
        }
        if (channels.isEmpty() || styles.size() != channels.size() || layers.size() != channels.size()) {
            throw new IllegalArgumentException(
                    "channels " + channels + ", styles " + styles + " and layers " + layers + " must be of one length");
        }
        if (!(sigma >= 0) || !(lossFactor > 0)) {
            throw new IllegalArgumentException(
                    "sigma must be 0 or more and the loss factor above 0, not " + sigma + " and " + lossFactor);
        }
    }
}
