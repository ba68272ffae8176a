// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector;

import dev.invigil.detector.bundle.BrokenBundleException;
import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.bundle.ModelDescription;
import dev.invigil.detector.bundle.Provenance;
import dev.invigil.detector.bundle.TrainingPictures;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.model.SelfTest;
import dev.invigil.detector.product.Prototypes;
import dev.invigil.detector.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A bundle of the toy detector, for tests that need bundles and no training. {@link ToyFamily#TOY} must be registered.
 *
 * @param version of the model
 * @param products that it knows
 * @param std of the preprocessing: models with other values give other scores
 * @param selfTest run when it opens
 * @param trainingPictures digests of images, to make a bundle large
 */
public record ToyBundle(
        String version,
        List<String> products,
        double std,
        Optional<SelfTest> selfTest,
        Optional<TrainingPictures> trainingPictures) {
    private static final int HEIGHT = 8;
    private static final int WIDTH = 8;

    /** A bundle with this version, for the product {@code part}. */
    public static ToyBundle of(String version) {
        return new ToyBundle(version, List.of("part"), 0.25, Optional.empty(), Optional.empty());
    }

    /** The same for other products. */
    public ToyBundle withProducts(String... other) {
        return new ToyBundle(version, List.of(other), std, selfTest, trainingPictures);
    }

    /** The same with other scores. */
    public ToyBundle withStd(double other) {
        return new ToyBundle(version, products, other, selfTest, trainingPictures);
    }

    /** The same with a self-test. */
    public ToyBundle withSelfTest(SelfTest test) {
        return new ToyBundle(version, products, std, Optional.of(test), trainingPictures);
    }

    /** The same with a list of the images that it was trained on. */
    public ToyBundle withTrainingPictures(TrainingPictures pictures) {
        return new ToyBundle(version, products, std, selfTest, Optional.of(pictures));
    }

    /** The detector of the bundle. */
    public Detector detector() {
        Preprocessing imageNet = Preprocessing.imageNet(HEIGHT, WIDTH);
        return ToyFamily.detector(
                new Preprocessing(
                        imageNet.resize(), imageNet.depth(), HEIGHT, WIDTH, imageNet.mean(), List.of(std, std, std)),
                PostProcessing.maximum(0));
    }

    /** Writes the bundle; returns its digest. */
    public String write(Path folder) throws IOException, BrokenBundleException {
        Detector detector = detector();
        String digest = "0123456789abcdef".repeat(4);
        ModelDescription model = new ModelDescription(
                "toy",
                version,
                Instant.EPOCH,
                detector.spec(),
                products.stream()
                        .map(product -> CalibratedClass.of(
                                product, 1, List.of(1.0, 2.0, 3.0, 4.0, 5.0, 60.0), FalseRejectRates.DEFAULT))
                        .toList(),
                new Provenance(
                        digest,
                        1,
                        new Provenance.Recipe(1, 1, 0.1, 0.2, Precision.FLOAT32),
                        Optional.empty(),
                        "0",
                        Optional.empty(),
                        List.of()));
        return ModelBundle.write(
                        folder,
                        new ModelBundle.Content(
                                model, TensorFile.of(detector.state()), trainingPictures, Prototypes.NONE, selfTest))
                .digest();
    }
}
