// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.invad;

import dev.invigil.detector.encoder.Encoder;
import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.DetectorFamily;
import dev.invigil.detector.model.DetectorImporter;
import dev.invigil.detector.model.DetectorNetwork;
import dev.invigil.detector.model.DetectorSpec;
import dev.invigil.detector.model.DetectorTrainer;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.tensor.HostTensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * InvAD in its two official proportions (Zhang et al., arXiv 2404.10760). The state has the names of the reference's state dict:
 * {@code net_encoder.}, {@code net_fuser.}, {@code net_decoder.}.
 */
public final class InvadFamily implements DetectorFamily {
    /** Two blocks per resolution; by default on a Wide-ResNet-50-2. */
    public static final InvadFamily INVAD =
            new InvadFamily("invad", "feature inversion, two blocks per resolution", "wide_resnet50_2", 2, 1);

    /** Four blocks per resolution; by default on a ResNet-34. */
    public static final InvadFamily INVAD_LITE =
            new InvadFamily("invad-lite", "feature inversion, four blocks per resolution", "resnet34", 4, 5);

    /** Where the encoder's parameters are. */
    static final Scope ENCODER = Scope.ROOT.in("net_encoder");

    /** The publication's smoothing, in pixels. */
    private static final double SIGMA = 4;

    private final String name;
    private final String summary;
    private final String officialEncoder;
    private final int layers;
    private final double lossFactor;

    private InvadFamily(String name, String summary, String officialEncoder, int layers, double lossFactor) {
        this.name = name;
        this.summary = summary;
        this.officialEncoder = officialEncoder;
        this.layers = layers;
        this.lossFactor = lossFactor;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String summary() {
        return summary;
    }

    /** The encoder of the official configuration, a name in {@link ResNet#KNOWN}. */
    String officialEncoder() {
        return officialEncoder;
    }

    /** Blocks of the decoder per resolution. */
    public int layers() {
        return layers;
    }

    /** What each level's mean squared error counts. */
    public double lossFactor() {
        return lossFactor;
    }

    @Override
    public PostProcessing postprocessing() {
        return PostProcessing.maximum(SIGMA);
    }

    @Override
    public void requireSize(int height, int width) {
        Invad.requireSize(height, width);
    }

    @Override
    public DetectorNetwork describe(DetectorSpec spec, Map<String, HostTensor> state, Term images) {
        InvadShape shape = InvadShape.read(spec.network());
        int height = spec.preprocessing().height();
        int width = spec.preprocessing().width();
        List<Term> features = shape.encoder(state).describe(images, ENCODER).layers();
        Invad invad = shape.invad(height, width);
        List<Term> rebuilt = invad.decode(invad.fuse(features));
        return new DetectorNetwork(
                MapKind.OFFICIAL.describe(features, rebuilt, height, width), Optional.of(Encoder.pooled(features)));
    }

    /**
     * The encoder of a training.
     *
     * @throws IllegalArgumentException if it is no ResNet: others do not give features at strides 4, 8 and 16
     */
    ResNet resNet(Encoder encoder) {
        if (encoder instanceof ResNet network) {
            return network;
        }
        throw new IllegalArgumentException(
                "the detector " + name + " needs a ResNet as its encoder, not " + encoder.architecture());
    }

    @Override
    public Optional<DetectorTrainer.EncoderWeights> encoder(Detector detector) {
        InvadShape shape = InvadShape.read(detector.spec().network());
        return Optional.of(new DetectorTrainer.EncoderWeights(
                shape.encoder(detector.state()), ENCODER.valuesIn(detector.state())));
    }

    @Override
    public Optional<DetectorTrainer> trainer() {
        return Optional.of(new InvadTraining(this));
    }

    @Override
    public Optional<DetectorImporter> importer() {
        return Optional.of(new InvadImporter(this));
    }
}
