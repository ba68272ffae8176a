// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.model;

import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.NetworkState;
import dev.invigil.detector.graph.Parameter;
import dev.invigil.detector.program.Archive;
import dev.invigil.detector.program.ScoringProgram;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.runtime.Program;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.WholeFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A detector without thresholds: what training and importing make, and what a bundle keeps.
 *
 * @param family builds the network of the spec
 * @param spec from image to score
 * @param state parameters and buffers by name
 */
public record Detector(DetectorFamily family, DetectorSpec spec, Map<String, HostTensor> state) {
    private static final String IMAGES = "images";

    public Detector {
        Objects.requireNonNull(spec, "spec");
        state = Map.copyOf(state);
        if (!spec.family().equals(family.name())) {
            throw new IllegalArgumentException(
                    "a detector of the family " + spec.family() + " cannot be built by the family " + family.name());
        }
    }

    /** The same detector with another preprocessing. */
    public Detector with(Preprocessing preprocessing) {
        return new Detector(family, spec.with(preprocessing), state);
    }

    /** The same detector with another post-processing. */
    public Detector with(PostProcessing postprocessing) {
        return new Detector(family, spec.with(postprocessing), state);
    }

    /**
     * Compares the description with the tensors, both ways.
     *
     * @throws IllegalArgumentException if they disagree, naming what is missing, superfluous or of another shape
     */
    public void requireConsistent() {
        family.requireSize(spec.preprocessing().height(), spec.preprocessing().width());
        DetectorNetwork network = network(new Input(IMAGES));
        NetworkState.select(network.roots(), state);
        Map<String, Parameter> expected = NetworkState.parameters(network.roots());
        TreeSet<String> superfluous = new TreeSet<>(state.keySet());
        superfluous.removeAll(expected.keySet());
        if (!superfluous.isEmpty()) {
            throw new IllegalArgumentException("the description of the network does not contain " + superfluous.size()
                    + (superfluous.size() == 1 ? " tensor, " : " tensors, such as ")
                    + superfluous.first());
        }
    }

    /**
     * The same, and whether it agrees with the products that the model has thresholds for.
     *
     * @throws IllegalArgumentException as {@link DetectorFamily#requireAgreement}, too
     */
    public void requireConsistent(Set<String> products) {
        requireConsistent();
        family.requireAgreement(this, products);
    }

    private DetectorNetwork network(Input images) {
        return family.describe(spec, state, spec.preprocessing().normalise(images));
    }

    /**
     * Loads the network onto a device. What does not depend on the image is computed here.
     *
     * @throws IllegalArgumentException if the state is incomplete or contradicts the spec
     */
    public OpenDetector open(ComputeDevice device) {
        Input images = new Input(IMAGES);
        DetectorNetwork network = network(images);
        Archive archive = ScoringProgram.of(
                network.inputs(images), network.outputs(), state, preparation -> Program.evaluate(preparation, device));
        List<String> products =
                network.products().map(DetectorNetwork.ProductInput::names).orElse(List.of());
        return new OpenDetector(Program.load(archive, device), spec, products);
    }

    /**
     * Loads only what computes the features of whole images.
     *
     * @return empty if the network has no such features
     */
    public Optional<FeatureExtractor> openFeatures(ComputeDevice device) {
        Input images = new Input(IMAGES);
        return network(images)
                .features()
                .map(features -> FeatureExtractor.open(spec.preprocessing(), images, features, state, device));
    }

    /**
     * Writes the scoring program as a TorchScript file, which {@code torch.jit.load} reads: {@code forward(images)} takes bytes
     * N,H,W,3 (RGB) and gives raw maps N,H,W. Where the maps depend on the product, it is {@code forward(images, products)} with {@link
     * DetectorNetwork.ProductInput} as the second argument. The file appears whole or not at all.
     */
    public void export(Path file) throws IOException {
        Input images = new Input(IMAGES);
        DetectorNetwork network = network(images);
        Archive archive = ScoringProgram.of(
                network.inputs(images),
                List.of(network.maps()),
                state,
                preparation -> Program.evaluate(preparation, ComputeDevice.cpu()));
        WholeFile.write(file, fresh -> {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(fresh))) {
                archive.writeTo(out);
            }
        });
    }
}
