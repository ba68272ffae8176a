// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.train;

import dev.invigil.benchmark.dataset.Photographs;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.detector.bundle.Environment;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.bundle.Provenance;
import dev.invigil.detector.decision.GoodParts;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.DetectorSpec;
import dev.invigil.detector.model.DetectorTrainer;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.tensor.Sha256;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Trains on the good parts of all classes together, calibrates with those held out, and writes the bundle. */
public final class TrainingJob {
    private static final int SHORT_DIGEST = 12;

    private final TrainingPlan plan;
    private final TrainingEncoder encoder;
    private final ComputeDevice device;
    private final String codeVersion;
    private final Clock clock;
    private final Optional<ModelBundle> start;

    /** @param codeVersion of Invigil, for the bundle's provenance */
    public TrainingJob(
            TrainingPlan plan, TrainingEncoder encoder, ComputeDevice device, String codeVersion, Clock clock) {
        this(plan, encoder, device, codeVersion, clock, Optional.empty());
    }

    private TrainingJob(
            TrainingPlan plan,
            TrainingEncoder encoder,
            ComputeDevice device,
            String codeVersion,
            Clock clock,
            Optional<ModelBundle> start) {
        this.plan = plan;
        this.encoder = encoder;
        this.device = device;
        this.codeVersion = codeVersion;
        this.clock = clock;
        this.start = start;
    }

    /**
     * The same training, but it begins with the network of a bundle (a warm start) instead of drawn parameters. The optimiser begins anew.
     * The bundle may know other products: its thresholds and prototypes are not used. Maps are processed as the bundle does, so that the
     * scores of the two models are comparable.
     *
     * @throws OperatorException saying what differs, if the bundle's detector, preprocessing or encoder is not that of this training
     */
    public TrainingJob startingFrom(ModelBundle bundle) {
        List<String> obstacles = obstacles(bundle);
        if (!obstacles.isEmpty()) {
            throw new OperatorException("the training cannot start from the bundle " + bundle.digest() + ": "
                    + String.join("; ", obstacles) + ". Train from scratch, or with the settings of the bundle");
        }
        TrainingEncoder own = trainer().usesEncoder() ? TrainingEncoder.of(bundle) : encoder;
        return new TrainingJob(plan.with(bundle.detector()), own, device, codeVersion, clock, Optional.of(bundle));
    }

    /** Why this training cannot start from a bundle, a line each; empty if it can. */
    private List<String> obstacles(ModelBundle bundle) {
        List<String> obstacles = new ArrayList<>();
        DetectorSpec spec = bundle.model().detector();
        compare("detector", spec.family(), plan.family().name(), obstacles);
        compare("input size", spec.preprocessing().size(), plan.preprocessing().size(), obstacles);
        compare("depth", spec.preprocessing().depth(), plan.preprocessing().depth(), obstacles);
        if (obstacles.isEmpty() && !spec.preprocessing().equals(plan.preprocessing())) {
            obstacles.add("its images are prepared in another way");
        }
        if (trainer().usesEncoder()) {
            Optional<Provenance.Backbone> backbone = bundle.model().provenance().backbone();
            compare(
                    "encoder",
                    backbone.map(TrainingJob::describe).orElse("unknown"),
                    describe(encoder.origin()),
                    obstacles);
        }
        return obstacles;
    }

    private static void compare(String what, String ofBundle, String ofTraining, List<String> obstacles) {
        if (!ofBundle.equals(ofTraining)) {
            obstacles.add("its " + what + " is " + ofBundle + ", that of the training is " + ofTraining);
        }
    }

    private static String describe(Provenance.Backbone backbone) {
        return backbone.file() + " (" + backbone.sha256().substring(0, SHORT_DIGEST) + ")";
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
        plan.requireEncoder(encoder.network());
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
        Detector detector = train(data, checkpoints, listener);
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
        Provenance provenance = new Provenance(
                dataDigest,
                recipe.seed(),
                trainer().takesSteps()
                        ? new Provenance.Recipe(
                                recipe.epochs(),
                                recipe.batch(),
                                recipe.learningRate(),
                                plan.calibrationShare(),
                                recipe.precision())
                        : Provenance.Recipe.withoutSteps(plan.calibrationShare()),
                trainer().usesEncoder() ? Optional.of(encoder.origin()) : Optional.empty(),
                codeVersion,
                Optional.of(Environment.of(device)),
                List.of());
        return start.map(bundle -> provenance.startedFrom(bundle.digest())).orElse(provenance);
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
                trainer().takesSteps() ? Optional.of(plan.recipe()) : Optional.empty(),
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

    private Detector train(TrainingData data, Checkpoints checkpoints, Listener listener) throws IOException {
        Photographs photographs = new Photographs(plan.preprocessing());
        List<Picture> files = new ArrayList<>();
        List<String> products = new ArrayList<>();
        data.parts().forEach((product, parts) -> parts.training().list().forEach(file -> {
            files.add(file);
            products.add(product);
        }));
        ImageSource images = new ImageSource() {
            @Override
            public int count() {
                return files.size();
            }

            @Override
            public RgbImage image(int index) {
                return photographs.picture(files.get(index));
            }

            @Override
            public Origin origin(int index) throws IOException {
                Picture file = files.get(index);
                return new Origin(products.get(index), data.name(file), Sha256.of(file.bytes()));
            }
        };
        DetectorTrainer trainer = trainer();
        // an encoder out of a bundle is settled already
        TrainingEncoder settled = trainer.usesEncoder() && start.isEmpty()
                ? encoder.settledOn(images, plan.preprocessing(), device, () -> listener.encoded(0, images.count()))
                : encoder;
        DetectorTrainer.Setup setup = new DetectorTrainer.Setup(
                plan.recipe(),
                plan.preprocessing(),
                plan.postprocessing(),
                new DetectorTrainer.EncoderWeights(settled.network(), settled.weights()),
                device,
                start.map(bundle -> bundle.weights().tensors()));
        try {
            return trainer.train(setup, images, checkpoints, listener);
        } catch (IllegalArgumentException e) {
            if (start.isEmpty()) {
                throw e;
            }
            throw new OperatorException(
                    "the training cannot start from the bundle " + start.get().digest() + ": " + e.getMessage()
                            + ". Train from scratch",
                    e);
        }
    }
}
