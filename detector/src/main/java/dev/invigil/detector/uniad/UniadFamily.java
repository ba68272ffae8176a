// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.uniad;

import dev.invigil.detector.encoder.Encoder;
import dev.invigil.detector.encoder.Tokens;
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

/** UniAD (You et al., arXiv 2206.03687) in a setting. The state has the names of that setting's reference. */
public final class UniadFamily implements DetectorFamily {
    /** As the benchmark ADer has it. */
    public static final UniadFamily UNIAD =
            new UniadFamily("uniad", "a transformer rebuilds the features, in the setting of ADer", Setting.ADER);

    /** As its authors have it. */
    public static final UniadFamily UNIAD_ORIGINAL = new UniadFamily(
            "uniad-original", "a transformer rebuilds the features, in its authors' setting", Setting.ORIGINAL);

    /** As its authors have it for images of which nothing but the whole is normal or not. */
    public static final UniadFamily UNIAD_CIFAR10 = new UniadFamily(
            "uniad-cifar10",
            "a transformer rebuilds the features, in its authors' setting for whole images",
            Setting.ORIGINAL_CIFAR10);

    /** Pixels of the image per token, along each axis. */
    static final int STRIDE = 16;

    /** The learning rate of both references, whatever the batch. */
    private static final double LEARNING_RATE = 1e-4;

    private final String name;
    private final String summary;
    private final Setting setting;

    private UniadFamily(String name, String summary, Setting setting) {
        this.name = name;
        this.summary = summary;
        this.setting = setting;
    }

    /** In what it differs from the others. */
    Setting setting() {
        return setting;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public double learningRate(int batch) {
        return LEARNING_RATE;
    }

    @Override
    public PostProcessing postprocessing() {
        return setting.postprocessing();
    }

    @Override
    public void requireSize(int height, int width) {
        if (height < 2 * STRIDE || height % STRIDE != 0 || width < 2 * STRIDE || width % STRIDE != 0) {
            throw new IllegalArgumentException("the image size must be a multiple of " + STRIDE + " from " + 2 * STRIDE
                    + (height == width ? ", not " + height : ", not " + height + " x " + width));
        }
        new Tokens(STRIDE, height, width).requireAtMost("the detector " + name, Tokens.MOST_ATTENDED);
    }

    @Override
    public DetectorNetwork describe(DetectorSpec spec, Map<String, HostTensor> state, Term images) {
        UniadShape shape = UniadShape.read(spec.network());
        int height = spec.preprocessing().height();
        int width = spec.preprocessing().width();
        requireSize(height, width);
        List<Term> features = shape.network().features(images, setting.encoderScope(), height, width);
        Uniad uniad = shape.uniad(height, width);
        Term map = Uniad.neck(features, uniad.rows(), uniad.columns());
        return new DetectorNetwork(
                Uniad.maps(map, uniad.rebuild(map, setting.scope()), height, width),
                Optional.of(Encoder.pooled(features)));
    }

    /** The transformer of the official proportions on an encoder, for images of this size. */
    Uniad official(Encoder encoder, int height, int width) {
        requireSize(height, width);
        int rows = height / STRIDE;
        int columns = width / STRIDE;
        return Uniad.official(
                encoder.channels().stream().mapToInt(Integer::intValue).sum(),
                rows,
                columns,
                Neighbourhood.within(setting.neighbours(), rows, columns));
    }

    @Override
    public Optional<DetectorTrainer.EncoderWeights> encoder(Detector detector) {
        return Optional.of(new DetectorTrainer.EncoderWeights(
                UniadShape.read(detector.spec().network()).network(),
                setting.encoderScope().valuesIn(detector.state())));
    }

    @Override
    public Optional<DetectorTrainer> trainer() {
        return Optional.of(new UniadTraining(this));
    }

    @Override
    public Optional<DetectorImporter> importer() {
        return Optional.of(new UniadImporter(this));
    }
}
