// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.model;

import dev.invigil.detector.graph.Term;
import dev.invigil.detector.tensor.HostTensor;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A kind of detector: the one place that knows how its network is built, trained and imported. Everything else reads a {@link
 * DetectorSpec} and goes through this port. Stateless and thread-safe.
 */
public interface DetectorFamily {
    /** The name in manifests and on the command line: lower-case letters, digits and hyphens. */
    String name();

    /** One line for the help: what it is and what it costs. */
    String summary();

    /** How the publication prepares images of this size; as encoders that were trained on ImageNet expect, unless the family needs another. */
    default Preprocessing preprocessing(int height, int width) {
        return Preprocessing.imageNet(height, width);
    }

    /**
     * The learning rate of the publication, for operators who do not choose one; 0.004 at batch size 32, proportional to the batch size,
     * unless the family needs another.
     */
    default double learningRate(int batch) {
        return 0.001 / 8 * batch;
    }

    /** The post-processing of the publication. */
    PostProcessing postprocessing();

    /**
     * Says whether the network can take images of this size.
     *
     * @throws IllegalArgumentException if it cannot, with the sizes that it takes
     */
    default void requireSize(int height, int width) {}

    /**
     * Describes the network of a spec.
     *
     * @param state the bundle's tensors by name. Shapes follow from the spec; a family may look into the state for what bundles
     *     of earlier schemas did not describe
     * @param images N,3,H,W float32, normalised as the spec says
     * @throws IllegalArgumentException if {@link DetectorSpec#network} is not what this family writes, saying which property
     */
    DetectorNetwork describe(DetectorSpec spec, Map<String, HostTensor> state, Term images);

    /**
     * Checks what the shapes of the tensors do not show: whether the description, the values of the state and the model's products agree.
     *
     * @param detector whose shapes agree
     * @param products that the model has thresholds for
     * @throws IllegalArgumentException naming the place in the manifest and what is wrong
     */
    default void requireAgreement(Detector detector, Set<String> products) {}

    /** The frozen encoder that a trained detector of this family has in it; empty if it has none. */
    default Optional<DetectorTrainer.EncoderWeights> encoder(Detector detector) {
        return Optional.empty();
    }

    /** How its detectors remember single images; empty if they do not. */
    default Optional<ImageMemory> memory() {
        return Optional.empty();
    }

    /** How it learns from good images; empty if it can only be imported. */
    Optional<DetectorTrainer> trainer();

    /** How it reads checkpoints of other programs; empty if it reads none. */
    Optional<DetectorImporter> importer();
}
