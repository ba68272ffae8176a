// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.memory;

import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.DetectorFamily;
import dev.invigil.detector.model.DetectorImporter;
import dev.invigil.detector.model.DetectorNetwork;
import dev.invigil.detector.model.DetectorSpec;
import dev.invigil.detector.model.DetectorTrainer;
import dev.invigil.detector.model.ImageMemory;
import dev.invigil.detector.model.ImageScore;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.tensor.HostTensor;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A memory of patches of good parts. The state has the encoder under {@code encoder.} and the rows under {@code memory.}. */
public final class MemoryFamily implements DetectorFamily {
    /** The only one. */
    public static final MemoryFamily MEMORY = new MemoryFamily();

    /** Of the smoothing, in pixels of the map. */
    private static final double SIGMA = 3;

    /** Of the map, by whose mean an image is scored. */
    private static final double SHARE = 0.003;

    /** Squared distances are differences of sums that are some hundred times larger. */
    private static final double TOLERANCE = 1e-4;

    private MemoryFamily() {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String summary() {
        return "distance from the nearest patch of a good part, no training";
    }

    @Override
    public PostProcessing postprocessing() {
        return new PostProcessing(SIGMA, ImageScore.meanOfLargest(SHARE), TOLERANCE);
    }

    @Override
    public DetectorNetwork describe(DetectorSpec spec, Map<String, HostTensor> state, Term images) {
        MemoryShape shape = MemoryShape.read(spec.network());
        PatchFeatures features = new PatchFeatures(shape.network());
        int height = spec.preprocessing().height();
        int width = spec.preprocessing().width();
        Term described = features.describe(images, height, width);
        Term pooled = described.spatialMean();
        PatchMemory memory = new PatchMemory(shape, features.channels());
        Input products = new Input("products");
        Term nearest = memory.nearest(patches(described), memory.chosen(products, pooled));
        Term maps = nearest.squareRoot()
                .reshape(-1, 1, height / features.stride(), width / features.stride())
                .resizeWithEdges(height, width)
                .squeeze(1);
        return new DetectorNetwork(
                maps,
                Optional.of(pooled),
                Optional.of(new DetectorNetwork.ProductInput(products, shape.names())),
                memory.kept());
    }

    @Override
    public void requireAgreement(Detector detector, Set<String> products) {
        Set<String> remembered =
                new TreeSet<>(MemoryShape.read(detector.spec().network()).names());
        if (!remembered.equals(products)) {
            throw new IllegalArgumentException("detector.network.products has the products "
                    + String.join(", ", remembered) + ", but classes has " + String.join(", ", products));
        }
        MemoryState.read(detector);
    }

    /** Features N,C,rows,columns as N,T,C: one after the other, row by row. */
    static Term patches(Term features) {
        return features.permute(0, 2, 3, 1).flatten(1, 2);
    }

    @Override
    public Optional<DetectorTrainer.EncoderWeights> encoder(Detector detector) {
        return Optional.of(new DetectorTrainer.EncoderWeights(
                MemoryShape.read(detector.spec().network()).network(),
                PatchFeatures.ENCODER.valuesIn(detector.state())));
    }

    @Override
    public Optional<ImageMemory> memory() {
        return Optional.of(new RememberedImages());
    }

    @Override
    public Optional<DetectorTrainer> trainer() {
        return Optional.of(new MemoryTraining());
    }

    @Override
    public Optional<DetectorImporter> importer() {
        return Optional.empty();
    }
}
