// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.assembly;

import dev.invigil.benchmark.dataset.Photographs;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.detector.bundle.BrokenBundleException;
import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.bundle.ModelDescription;
import dev.invigil.detector.bundle.Provenance;
import dev.invigil.detector.bundle.TrainingPictures;
import dev.invigil.detector.decision.CalibrationParts;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.FeatureExtractor;
import dev.invigil.detector.model.OpenDetector;
import dev.invigil.detector.model.SelfTest;
import dev.invigil.detector.product.Prototypes;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.tensor.TensorFile;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.calibrate.Calibration;
import dev.invigil.trainer.product.PrototypeMaker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Makes bundles: thresholds and prototypes from good parts, the self-test, the description, and the files. */
public final class BundleAssembly {
    private final ComputeDevice device;
    private final Clock clock;

    public BundleAssembly(ComputeDevice device, Clock clock) {
        this.device = device;
        this.clock = clock;
    }

    /**
     * What a bundle is made of.
     *
     * @param name of the model, as verdicts will carry it
     * @param version of this model under that name
     * @param detector trained or imported
     * @param provenance where it comes from
     * @param parts by product
     * @param trained which images may not calibrate it; empty if they are unknown
     */
    public record Subject(
            String name,
            String version,
            Detector detector,
            Provenance provenance,
            Map<String, Parts> parts,
            Optional<TrainingPictures> trained) {}

    /**
     * The good parts of a product.
     *
     * @param calibration that set its thresholds: the detector was not trained on them
     * @param trainingParts how many the detector was trained on; 0 if unknown
     * @param all in the order of their folders, where neighbours are alike: the prototype is made from them, since the encoder has
     *     learned from none
     */
    public record Parts(CalibrationParts<Picture> calibration, int trainingParts, List<Picture> all) {}

    /**
     * Calibrates the detector and writes its bundle.
     *
     * @param out the bundle's directory; an earlier bundle there is replaced
     * @param finish may change what a product's calibration says, for example make it provisional
     * @return the bundle as written
     * @throws OperatorException if a product has too few parts, an image cannot be read, or the place is taken
     * @throws IOException if the disk fails
     */
    public ModelBundle write(
            Path out,
            Subject subject,
            FalseRejectRates rates,
            UnaryOperator<CalibratedClass> finish,
            Calibration.Listener calibrating,
            PrototypeMaker.Listener prototyping)
            throws IOException {
        List<CalibratedClass> classes =
                calibrate(subject, rates, calibrating).stream().map(finish).toList();
        ModelDescription description = new ModelDescription(
                subject.name(),
                subject.version(),
                clock.instant(),
                subject.detector().spec(),
                classes,
                subject.provenance());
        return write(
                out,
                new ModelBundle.Content(
                        description,
                        TensorFile.of(subject.detector().state()),
                        subject.trained(),
                        prototypes(subject, prototyping),
                        Optional.of(selfTest(subject.detector()))));
    }

    /**
     * Says early, before work of hours, whether a bundle could be written there.
     *
     * @throws OperatorException if the path exists and is not a bundle
     * @throws IOException if the disk fails
     */
    public static void requireWritable(Path out) throws IOException {
        try {
            ModelBundle.requireWritable(out);
        } catch (BrokenBundleException e) {
            throw new OperatorException(e.getMessage(), e);
        }
    }

    /**
     * Writes a bundle again with another description: the network and all else stay.
     *
     * @throws OperatorException if the path exists and is not a bundle
     * @throws IOException if the disk fails
     */
    public static ModelBundle rewrite(Path out, ModelBundle old, ModelDescription description) throws IOException {
        return write(out, old.with(description));
    }

    private static ModelBundle write(Path out, ModelBundle.Content content) throws IOException {
        try {
            return ModelBundle.write(out, content);
        } catch (BrokenBundleException e) {
            throw new OperatorException(e.getMessage(), e);
        }
    }

    private List<CalibratedClass> calibrate(Subject subject, FalseRejectRates rates, Calibration.Listener listener) {
        Map<String, CalibrationParts<Picture>> heldOut = new LinkedHashMap<>();
        subject.parts().forEach((product, parts) -> heldOut.put(product, parts.calibration()));
        try (Calibration calibration = new Calibration(subject.detector(), device)) {
            return calibration.classes(
                    heldOut, product -> subject.parts().get(product).trainingParts(), rates, listener);
        }
    }

    private Prototypes prototypes(Subject subject, PrototypeMaker.Listener listener) {
        Optional<FeatureExtractor> features = subject.detector().openFeatures(device);
        if (features.isEmpty()) {
            return Prototypes.NONE;
        }
        Map<String, List<Picture>> all = new LinkedHashMap<>();
        subject.parts().forEach((product, parts) -> all.put(product, parts.all()));
        try (FeatureExtractor extractor = features.get()) {
            return new PrototypeMaker(extractor, new Photographs(extractor.preprocessing())).of(all, listener);
        }
    }

    /** Always on the processor: what other devices give is held against it. */
    private static SelfTest selfTest(Detector detector) {
        try (OpenDetector open = detector.open(ComputeDevice.cpu())) {
            return SelfTest.of(open);
        }
    }
}
