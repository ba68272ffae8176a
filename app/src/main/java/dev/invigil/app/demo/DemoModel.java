// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import dev.invigil.app.sampleline.Product;
import dev.invigil.app.sampleline.SampleFolder;
import dev.invigil.app.sampleline.SampleLine;
import dev.invigil.benchmark.dataset.DataSet;
import dev.invigil.detector.bundle.BrokenBundleException;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.model.DetectorFamily;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.detector.training.Recipe;
import dev.invigil.kit.disk.TemporaryFolder;
import dev.invigil.trainer.train.TrainingEncoder;
import dev.invigil.trainer.train.TrainingJob;
import dev.invigil.trainer.train.TrainingPlan;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The bundle of the demo: trained at the first start, later found by the digest of everything that determines it. */
final class DemoModel {
    /** Per product. The share for calibration must be at least 199 parts, for a guaranteed rate of 0.5 %. */
    static final int GOOD_PARTS = 260;

    private static final String NAME = "sample-line";
    private static final DetectorFamily DETECTOR = DetectorFamilies.all().get(0);
    private static final int SIZE = 96;
    private static final Preprocessing PREPROCESSING = Preprocessing.imageNet(SIZE, SIZE);
    /** Smoothing, scaled from 4 pixels at image size 256. */
    private static final PostProcessing POSTPROCESSING = PostProcessing.maximum(2);

    private static final double CALIBRATION_SHARE = 0.77;
    private static final FalseRejectRates RATES = new FalseRejectRates(0.005, 0.01);
    /** A training that begins with the parameters of the active model needs less. */
    private static final int EPOCHS_OF_A_RETRAINING = 8;

    private static final Recipe RECIPE = new Recipe(24, 6, 0.004, 1, Precision.FLOAT32);

    private final SampleLine line;
    private final TrainingEncoder encoder;
    private final Path home;
    private final String codeVersion;

    /**
     * @param backbone the encoder, as {@link TrainingEncoder#named} takes it
     * @param home where bundles are kept
     */
    DemoModel(SampleLine line, String backbone, Path home, String codeVersion) throws IOException {
        this.line = line;
        this.encoder = TrainingEncoder.named(backbone, false, RECIPE.seed());
        this.home = home;
        this.codeVersion = codeVersion;
    }

    /** The detector's name. */
    String detector() {
        return DETECTOR.name();
    }

    /** Describes the backbone in one line. */
    String backbone() {
        return "backbone " + encoder.origin().file();
    }

    /** The folder of the bundle, which may not exist yet. */
    Path folder() {
        SortedMap<String, String> parts = new TreeMap<>();
        parts.put("backbone", encoder.origin().sha256());
        parts.put(
                "recipe",
                Sha256.of("%s %s %s %s %d %s %s"
                        .formatted(
                                DETECTOR.name(),
                                PREPROCESSING,
                                POSTPROCESSING,
                                RECIPE,
                                GOOD_PARTS,
                                CALIBRATION_SHARE,
                                RATES)
                        .getBytes(StandardCharsets.UTF_8)));
        // a changed renderer makes other images, which need another model
        for (Product product : Product.values()) {
            parts.put(product.id(), Sha256.of(pixels(line.good(product, 0).image())));
        }
        return home.resolve("demo").resolve("model-" + Sha256.ofAll(parts).substring(0, 16));
    }

    /** The bundle of an earlier start; empty when there is none or it is damaged. */
    Optional<ModelBundle> cached() throws IOException {
        if (!Files.isDirectory(folder())) {
            return Optional.empty();
        }
        try {
            return Optional.of(ModelBundle.load(folder()));
        } catch (BrokenBundleException e) {
            return Optional.empty();
        }
    }

    /** Renders the good parts, trains, calibrates and stores the bundle. */
    ModelBundle train(TrainingJob.Listener listener) throws IOException {
        TrainingPlan plan =
                new TrainingPlan(NAME, "1", DETECTOR, PREPROCESSING, POSTPROCESSING, RECIPE, CALIBRATION_SHARE, RATES);
        Files.createDirectories(folder().getParent());
        try (TemporaryFolder photographs = TemporaryFolder.create("invigil-demo-photographs")) {
            new SampleFolder(line, GOOD_PARTS, 0, 0).write(photographs.folder());
            return new TrainingJob(plan, encoder, ComputeDevice.choose("auto"), codeVersion, Clock.systemUTC())
                    .run(DataSet.read(photographs.folder()).classes(), folder(), listener);
        }
    }

    /** Keys of the section {@code trainer} that make a retraining like the first one. */
    static Map<String, Object> retraining(String backbone) {
        return Map.of(
                "name",
                NAME,
                "recipe",
                Map.of(
                        "backbone", backbone,
                        "size", SIZE,
                        "epochs", EPOCHS_OF_A_RETRAINING,
                        "batch", RECIPE.batch(),
                        "learning-rate", RECIPE.learningRate(),
                        "calibration-share", CALIBRATION_SHARE),
                "rates",
                Map.of("false-reject", RATES.reject(), "review", RATES.review()));
    }

    private static byte[] pixels(BufferedImage image) {
        int[] rgb = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        ByteBuffer bytes = ByteBuffer.allocate(rgb.length * Integer.BYTES);
        bytes.asIntBuffer().put(rgb);
        return bytes.array();
    }
}
