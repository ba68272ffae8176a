// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.model;

import dev.invigil.detector.graph.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a detector computes from normalised images.
 *
 * @param maps N,H,W float32: raw anomaly maps of the size of the network's input, higher is stranger
 * @param features N,D float32: what an image shows as a whole, for the product check; empty if the network has no such features
 */
public record DetectorNetwork(Term maps, Optional<Term> features) {
    public DetectorNetwork {
        Objects.requireNonNull(maps, "maps");
        Objects.requireNonNull(features, "features");
    }

    List<Term> outputs() {
        List<Term> outputs = new ArrayList<>(List.of(maps));
        features.ifPresent(outputs::add);
        return outputs;
    }
}
