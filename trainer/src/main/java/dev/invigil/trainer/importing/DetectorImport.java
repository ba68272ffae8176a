// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.importing;

import dev.invigil.benchmark.dataset.BrokenDataException;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.PictureDigests;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.bundle.Environment;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.bundle.Provenance;
import dev.invigil.detector.decision.FreshParts;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.DetectorImporter;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.assembly.BundleAssembly;
import dev.invigil.trainer.calibrate.Calibration;
import dev.invigil.trainer.depth.DepthOption;
import dev.invigil.trainer.product.PrototypeMaker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes a bundle of a checkpoint of the reference's trainer. A checkpoint knows no classes and no thresholds: both come from good
 * parts. The file does not say whether it was trained on these parts, so the thresholds are provisional unless the operator states that it was not.
 */
public final class DetectorImport {
    private static final Provenance.Recipe NOT_TRAINED_HERE = Provenance.Recipe.withoutSteps(1);

    private static final String MAY_BE_TRAINED_ON =
            "the checkpoint was trained outside Invigil and may have been trained on these parts, whose scores would then be too low;"
                    + " use --held-out if it was not";

    private final ImportPlan plan;
    private final ComputeDevice device;
    private final String codeVersion;
    private final Clock clock;

    /** @param codeVersion of Invigil, for the bundle's provenance */
    public DetectorImport(ImportPlan plan, ComputeDevice device, String codeVersion, Clock clock) {
        this.plan = plan;
        this.device = device;
        this.codeVersion = codeVersion;
        this.clock = clock;
    }

    /**
     * @param file the checkpoint
     * @param data good parts to calibrate with; classes without any are left out
     * @param out the bundle's directory; an earlier bundle there is replaced
     * @param notes hears what was left out of the file, a line each
     * @return the bundle as written
     * @throws OperatorException if the file or the data cannot be used or the directory cannot be written to
     * @throws IOException if the disk fails
     */
    public ModelBundle run(
            Path file,
            List<ProductClass> data,
            Path out,
            Calibration.Listener calibration,
            PrototypeMaker.Listener prototyping,
            Consumer<String> notes)
            throws IOException {
        DetectorImporter importer = plan.family()
                .importer()
                .orElseThrow(() -> new OperatorException("checkpoints of the detector "
                        + plan.family().name() + " cannot be imported; train it with `invigil train`"));
        BundleAssembly.requireWritable(out);
        Detector read = WeightsFile.read(
                        file, checkpoint -> importer.read(checkpoint, plan.architecture(), plan.strideFirst()), notes)
                .detector()
                .with(plan.postprocessing());
        DepthOption.Choice depth = plan.depth().choose(read.spec().preprocessing(), data);
        depth.notes().forEach(notes);
        Detector detector = read.with(depth.preprocessing());
        Map<Picture, String> digests = PictureDigests.of(data);
        Provenance provenance = new Provenance(
                PictureDigests.together(data, digests),
                0,
                NOT_TRAINED_HERE,
                Optional.of(new Provenance.Backbone(file.getFileName().toString(), Sha256.of(file), false)),
                codeVersion,
                Optional.of(Environment.of(device)),
                List.of());
        BundleAssembly.Subject subject = new BundleAssembly.Subject(
                plan.name(), plan.version(), detector, provenance, parts(data), Optional.empty());
        return new BundleAssembly(device, clock)
                .write(out, subject, plan.rates(), this::withOrigin, calibration, prototyping);
    }

    private static Map<String, BundleAssembly.Parts> parts(List<ProductClass> data) throws IOException {
        Map<String, BundleAssembly.Parts> parts = new LinkedHashMap<>();
        for (ProductClass product : data) {
            if (!product.train().isEmpty()) {
                parts.put(
                        product.name(),
                        new BundleAssembly.Parts(
                                FreshParts.of(PictureDigests.of(product.train()), image -> false)
                                        .calibration(),
                                0,
                                product.train()));
            }
        }
        if (parts.isEmpty()) {
            throw new BrokenDataException(
                    "calibration",
                    List.of("no product has images of good parts; a threshold cannot be set without them"));
        }
        return parts;
    }

    private CalibratedClass withOrigin(CalibratedClass known) {
        if (plan.isHeldOut()) {
            return known;
        }
        return new CalibratedClass(
                known.name(),
                known.trainingParts(),
                known.calibrationScores(),
                known.threshold().weakenedBy(MAY_BE_TRAINED_ON),
                known.cameras());
    }
}
