// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.model;

import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.Parameter;
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
 * @param products how the maps depend on the product that an image is said to show; empty if they do not
 * @param kept tensors of the state that no output depends on, such as the sources of remembered features
 */
public record DetectorNetwork(
        Term maps, Optional<Term> features, Optional<ProductInput> products, List<Parameter> kept) {
    public DetectorNetwork {
        Objects.requireNonNull(maps, "maps");
        Objects.requireNonNull(features, "features");
        Objects.requireNonNull(products, "products");
        kept = List.copyOf(kept);
    }

    /** A network that treats all products alike and keeps nothing beside its parameters. */
    public DetectorNetwork(Term maps, Optional<Term> features) {
        this(maps, features, Optional.empty(), List.of());
    }

    /**
     * The network's second input.
     *
     * @param input N int64: for each image a place in {@code names}, or -1 if its product is not known; then the network chooses by what the
     *     image shows
     * @param names of the products
     */
    public record ProductInput(Input input, List<String> names) {
        public ProductInput {
            Objects.requireNonNull(input, "input");
            names = List.copyOf(names);
        }
    }

    List<Term> outputs() {
        List<Term> outputs = new ArrayList<>(List.of(maps));
        features.ifPresent(outputs::add);
        return outputs;
    }

    /** All that the state consists of is reached from these. */
    List<Term> roots() {
        List<Term> roots = new ArrayList<>(outputs());
        roots.addAll(kept);
        return roots;
    }

    /** {@code images}, and the products if they matter. */
    List<Input> inputs(Input images) {
        List<Input> inputs = new ArrayList<>(List.of(images));
        products.ifPresent(product -> inputs.add(product.input()));
        return inputs;
    }
}
