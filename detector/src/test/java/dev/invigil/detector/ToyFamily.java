// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.invigil.detector.graph.Initialiser;
import dev.invigil.detector.graph.Parameter;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.DetectorFamily;
import dev.invigil.detector.model.DetectorImporter;
import dev.invigil.detector.model.DetectorNetwork;
import dev.invigil.detector.model.DetectorSpec;
import dev.invigil.detector.model.DetectorTrainer;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.training.Checkpoints;
import dev.invigil.detector.training.ImageSource;
import dev.invigil.detector.training.TrainingListener;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The smallest detector: it remembers the mean colour of the good images, and a pixel's anomaly is its squared distance from it. No
 * encoder, no steps, no features.
 */
public final class ToyFamily implements DetectorFamily {
    /** What tests register. */
    public static final ToyFamily TOY = new ToyFamily();

    private static final String MEAN = "mean";
    private static final int CHANNELS = 3;

    private ToyFamily() {}

    /** A toy detector without training, which finds all colours but mid-grey strange. */
    public static Detector detector(Preprocessing preprocessing, PostProcessing postprocessing) {
        return detector(preprocessing, postprocessing, new float[CHANNELS]);
    }

    private static Detector detector(Preprocessing preprocessing, PostProcessing postprocessing, float[] mean) {
        DetectorSpec spec =
                new DetectorSpec("toy", preprocessing, postprocessing, JsonNodeFactory.instance.objectNode());
        return new Detector(TOY, spec, Map.of(MEAN, HostTensor.of(mean, 1, CHANNELS, 1, 1)));
    }

    @Override
    public String name() {
        return "toy";
    }

    @Override
    public String summary() {
        return "distance from the mean colour";
    }

    @Override
    public PostProcessing postprocessing() {
        return PostProcessing.maximum(1);
    }

    @Override
    public DetectorNetwork describe(DetectorSpec spec, Map<String, HostTensor> state, Term images) {
        Parameter mean = Scope.ROOT.learned(MEAN, Initialiser.constant(0), 1, CHANNELS, 1, 1);
        Term difference = images.minus(mean);
        return new DetectorNetwork(difference.times(difference).sumChannels().squeeze(1), Optional.empty());
    }

    @Override
    public Optional<DetectorTrainer> trainer() {
        return Optional.of(new DetectorTrainer() {
            @Override
            public boolean usesEncoder() {
                return false;
            }

            @Override
            public boolean takesSteps() {
                return false;
            }

            @Override
            public Detector train(Setup setup, ImageSource images, Checkpoints checkpoints, TrainingListener listener)
                    throws IOException {
                return detector(setup.preprocessing(), setup.postprocessing(), mean(setup.preprocessing(), images));
            }
        });
    }

    private static float[] mean(Preprocessing preprocessing, ImageSource images) throws IOException {
        double[] sums = new double[CHANNELS];
        long pixels = 0;
        for (int i = 0; i < images.count(); i++) {
            RgbImage image = images.image(i);
            for (int s = 0; s < image.rgb().length; s++) {
                sums[s % CHANNELS] += image.rgb()[s] & 0xff;
            }
            pixels += (long) image.height() * image.width();
        }
        float[] mean = new float[CHANNELS];
        for (int c = 0; c < CHANNELS; c++) {
            double sample = sums[c] / pixels / 255;
            mean[c] = (float) ((sample - preprocessing.mean().get(c))
                    / preprocessing.std().get(c));
        }
        return mean;
    }

    @Override
    public Optional<DetectorImporter> importer() {
        return Optional.of(new DetectorImporter() {
            @Override
            public String officialEncoder() {
                return "none";
            }

            @Override
            public void requireEncoder(String architecture) {}

            @Override
            public Imported read(
                    dev.invigil.detector.checkpoint.Checkpoint checkpoint, String architecture, boolean strideFirst)
                    throws IOException {
                float[] mean = checkpoint.load(List.of(MEAN)).get(MEAN).toF32().floats();
                return new Imported(detector(Preprocessing.imageNet(16, 24), PostProcessing.maximum(1), mean), 0);
            }
        });
    }
}
