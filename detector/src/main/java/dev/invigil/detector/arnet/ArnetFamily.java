// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.arnet;

import dev.invigil.detector.graph.Term;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.model.DetectorFamily;
import dev.invigil.detector.model.DetectorImporter;
import dev.invigil.detector.model.DetectorNetwork;
import dev.invigil.detector.model.DetectorSpec;
import dev.invigil.detector.model.DetectorTrainer;
import dev.invigil.detector.model.ImageScore;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.tensor.HostTensor;
import java.util.Map;
import java.util.Optional;

/**
 * ARNet, first called ITAE (Ye, Huang et al., "Attribute Restoration Framework for Anomaly Detection", arXiv 1911.10676): attributes of an
 * image are erased, a network learns to restore them from good images, and what it restores badly is anomalous. No official code exists;
 * {@code docs/DETECTORS.md} says what was chosen where the paper leaves it open.
 */
public final class ArnetFamily implements DetectorFamily {
    /** The width of the reproduction. */
    public static final ArnetFamily ARNET = new ArnetFamily("arnet", 64);

    /** Smoothing of the map, our own choice, in pixels. It leaves the mean of a map as it is, so it does not change the published score. */
    private static final double SIGMA = 4;

    /** A fifth of the reproduction's, whose tanh keeps the output bounded: without it, 0.1 diverges at this width. */
    private static final double LEARNING_RATE = 0.02;

    private final String name;
    private final int width;

    /** @param width channels of the network at the finest resolution */
    ArnetFamily(String name, int width) {
        this.name = name;
        this.width = width;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String summary() {
        return "restores erased colours and orientation; needs no encoder and long training, for small images";
    }

    /** Channels of the network at the finest resolution. */
    int width() {
        return width;
    }

    @Override
    public Preprocessing preprocessing(int height, int imageWidth) {
        return Preprocessing.unnormalised(height, imageWidth);
    }

    /** Independent of the batch size. */
    @Override
    public double learningRate(int batch) {
        return LEARNING_RATE;
    }

    @Override
    public PostProcessing postprocessing() {
        return new PostProcessing(SIGMA, ImageScore.MEAN, PostProcessing.DEFAULT_TOLERANCE);
    }

    @Override
    public void requireSize(int height, int imageWidth) {
        RestorationNetwork.requireSize(height, imageWidth);
    }

    @Override
    public DetectorNetwork describe(DetectorSpec spec, Map<String, HostTensor> state, Term images) {
        RestorationNetwork network = ArnetShape.read(spec.network()).restoration();
        Term errors = errors(network, spec.preprocessing(), images);
        return new DetectorNetwork(
                RestorationError.normalised(errors, RestorationError.trainingError()), Optional.empty());
    }

    /** The errors of all erasures, N,{@value Erasing#COUNT},H,W. */
    static Term errors(RestorationNetwork network, Preprocessing preprocessing, Term images) {
        int height = preprocessing.height();
        int width = preprocessing.width();
        // one after the other on the batch's axis, so that the weights are in the program once
        Term restored = network.restore(Erasing.all(images).reshape(-1, 1, height, width), RgbImage.CHANNELS);
        return new RestorationError(RgbImage.CHANNELS, height, width).maps(images, restored);
    }

    @Override
    public Optional<DetectorTrainer> trainer() {
        return Optional.of(new ArnetTraining(this));
    }

    /** There is no checkpoint to import: the authors published none. */
    @Override
    public Optional<DetectorImporter> importer() {
        return Optional.empty();
    }
}
