// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.train;

import dev.invigil.benchmark.dataset.Photographs;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.detector.bundle.Environment;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.bundle.Provenance;
import dev.invigil.detector.decision.GoodParts;
import dev.invigil.detector.decision.TrainingParts;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.DetectorTrainer;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.training.Checkpoints;
import dev.invigil.detector.training.ImageSource;
import dev.invigil.detector.training.Recipe;
import dev.invigil.detector.training.TrainingListener;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.assembly.BundleAssembly;
import dev.invigil.trainer.calibrate.Calibration;
import dev.invigil.trainer.product.PrototypeMaker;
import dev.invigil.trainer.run.RunDescription;
import dev.invigil.trainer.run.RunFolder;
import dev.invigil.trainer.run.RunRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Trains on the good parts of all classes together, calibrates with those held out, and writes the bundle. */
public final class TrainingJob {
    private final TrainingPlan plan;
    private final Encoder encoder;
    private final ComputeDevice device;
    private final String codeVersion;
    private final Clock clock;

    /** @param codeVersion of Invigil, for the bundle's provenance */
    public TrainingJob(TrainingPlan plan, Encoder encoder, ComputeDevice device, String codeVersion, Clock clock) {
        this.plan = plan;
        this.encoder = encoder;
        this.device = device;
        this.codeVersion = codeVersion;
        this.clock = clock;
    }

    /** Hears of calibration and of prototypes, too. */
    public interface Listener extends TrainingListener, Calibration.Listener, PrototypeMaker.Listener {
        /** The run continues from a checkpoint after this many steps; called first. */
        default void resumed(int steps) {}

        /** Whether to end as soon as nothing that matters is lost by it; asked from several threads. */
        default boolean stopAsked() {
            return false;
        }

        @Override
        default void looked(int done, int total) {}
    }

    /** Trains without a record of the run; see {@link #run(List, Path, Optional, Listener)}. */
    public ModelBundle run(List<ProductClass> data, Path out, Listener listener) throws IOException {
        return run(data, out, Optional.empty(), listener);
    }

    /** Splits the good parts by the plan's seed, then trains; see {@link #run(TrainingData, Path, Optional, Listener)}. */
    public ModelBundle run(List<ProductClass> data, Path out, Optional<RunFolder> folder, Listener listener)
            throws IOException {
        BundleAssembly.requireWritable(out);
        return run(
                TrainingData.drawn(data, plan.calibrationShare(), plan.recipe().seed(), plan.rates()),
                out,
                folder,
                listener);
    }

    /**
     * @param data the good parts and their roles
     * @param out the bundle's directory; an earlier bundle there is replaced
     * @param folder stores the record of the run, and checkpoints for resuming until the bundle is written
     * @return the bundle as written
     * @throws OperatorException if the data cannot be used, the directory cannot be written to, or a checkpoint does not fit
     * @throws dev.invigil.trainer.run.TrainingStoppedException if the listener asked for it
     * @throws IOException if the disk fails
     */
    public ModelBundle run(TrainingData data, Path out, Optional<RunFolder> folder, Listener listener)
            throws IOException {
        BundleAssembly.requireWritable(out);
        Provenance provenance = provenance(data.digest());
        if (folder.isEmpty()) {
            return make(data, provenance, out, Checkpoints.NONE, new StoppingListener(listener, Optional.empty()));
        }
        try (RunRecord record = folder.get().begin(describe(data.parts(), provenance), clock, listener::stopAsked)) {
            record.last().ifPresent(state -> listener.resumed(state.steps()));
            ModelBundle bundle =
                    make(data, provenance, out, record, new StoppingListener(listener, Optional.of(record)));
            record.finished(bundle.digest());
            return bundle;
        }
    }

    private ModelBundle make(
            TrainingData data, Provenance provenance, Path out, Checkpoints checkpoints, Listener listener)
            throws IOException {
        Detector detector =
                train(data.parts().values().stream().map(GoodParts::training).toList(), checkpoints, listener);
        Map<String, BundleAssembly.Parts> good = new LinkedHashMap<>();
        data.parts().forEach((name, part) -> good.put(name, assembled(part, data.order())));
        BundleAssembly.Subject subject = new BundleAssembly.Subject(
                plan.name(), plan.version(), detector, provenance, good, Optional.of(data.trained()));
        return new BundleAssembly(device, clock)
                .write(out, subject, plan.rates(), UnaryOperator.identity(), listener, listener);
    }

    private static BundleAssembly.Parts assembled(GoodParts<Picture> good, List<Picture> order) {
        Set<Picture> own = new HashSet<>(good.training().list());
        own.addAll(good.calibration().list());
        return new BundleAssembly.Parts(
                good.calibration(),
                good.training().list().size(),
                order.stream().filter(own::contains).toList());
    }

    private Provenance provenance(String dataDigest) {
        Recipe recipe = plan.recipe();
        return new Provenance(
                dataDigest,
                recipe.seed(),
                new Provenance.Recipe(
                        recipe.epochs(),
                        recipe.batch(),
                        recipe.learningRate(),
                        plan.calibrationShare(),
                        recipe.precision()),
                trainer().usesEncoder() ? Optional.of(encoder.origin()) : Optional.empty(),
                codeVersion,
                Optional.of(Environment.of(device)),
                List.of());
    }

    private RunDescription describe(Map<String, GoodParts<Picture>> parts, Provenance provenance) {
        Map<String, Integer> trainingParts = new LinkedHashMap<>();
        parts.forEach(
                (name, part) -> trainingParts.put(name, part.training().list().size()));
        return new RunDescription(
                plan.name(),
                plan.version(),
                plan.family().name(),
                plan.preprocessing(),
                plan.recipe(),
                provenance,
                encoder.network().strideFirst(),
                trainingParts,
                device.describe());
    }

    private DetectorTrainer trainer() {
        return plan.family()
                .trainer()
                .orElseThrow(() ->
                        new OperatorException("the detector " + plan.family().name()
                                + " cannot be trained here; import a checkpoint with `invigil import checkpoint`"));
    }

    private Detector train(List<TrainingParts<Picture>> parts, Checkpoints checkpoints, Listener listener)
            throws IOException {
        Photographs photographs = new Photographs(plan.preprocessing());
        List<Picture> files =
                parts.stream().flatMap(part -> part.list().stream()).toList();
        ImageSource images = new ImageSource() {
            @Override
            public int count() {
                return files.size();
            }

            @Override
            public RgbImage image(int index) {
                return photographs.picture(files.get(index));
            }
        };
        DetectorTrainer trainer = trainer();
        Encoder settled = trainer.usesEncoder()
                ? encoder.settledOn(images, plan.preprocessing(), device, () -> listener.encoded(0, images.count()))
                : encoder;
        return trainer.train(
                new DetectorTrainer.Setup(
                        plan.recipe(),
                        plan.preprocessing(),
                        plan.postprocessing(),
                        new DetectorTrainer.EncoderWeights(settled.network(), settled.weights()),
                        device),
                images,
                checkpoints,
                listener);
    }
}
