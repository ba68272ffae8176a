// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.train;

import dev.invigil.benchmark.dataset.Photographs;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.PictureDigests;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.detector.bundle.BrokenBundleException;
import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.bundle.DetectorConfiguration;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.bundle.ModelDescription;
import dev.invigil.detector.bundle.Preprocessing;
import dev.invigil.detector.bundle.Provenance;
import dev.invigil.detector.bundle.TrainingPictures;
import dev.invigil.detector.decision.CalibrationParts;
import dev.invigil.detector.decision.GoodParts;
import dev.invigil.detector.decision.TrainingParts;
import dev.invigil.detector.network.Invad;
import dev.invigil.detector.network.InvadModel;
import dev.invigil.detector.product.Prototypes;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.scoring.PicturePooler;
import dev.invigil.detector.tensor.TensorFile;
import dev.invigil.detector.training.Checkpoints;
import dev.invigil.detector.training.InvadTraining;
import dev.invigil.detector.training.PictureSource;
import dev.invigil.detector.training.Recipe;
import dev.invigil.detector.training.TrainingListener;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.calibrate.Calibration;
import dev.invigil.trainer.calibrate.PartSplit;
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
        /** The run goes on from a checkpoint after so many steps; heard first. */
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

    /**
     * @param data what to learn from; classes without training pictures are left out
     * @param out the bundle's directory; an earlier bundle there is replaced
     * @param folder keeps the record of the run, and checkpoints to go on from until the bundle is written
     * @return the bundle as written
     * @throws OperatorException if the data cannot be used, the directory cannot be written to, or a checkpoint does not fit
     * @throws dev.invigil.trainer.run.TrainingStoppedException if the listener asked for it
     * @throws IOException if the disk fails
     */
    public ModelBundle run(List<ProductClass> data, Path out, Optional<RunFolder> folder, Listener listener)
            throws IOException {
        try {
            ModelBundle.requireWritable(out);
            Map<Picture, String> digests = PictureDigests.of(data);
            Map<String, GoodParts<Picture>> parts = PartSplit.of(
                    data, digests, plan.calibrationShare(), plan.recipe().seed(), plan.rates());
            Provenance provenance = provenance(PictureDigests.together(data, digests));
            if (folder.isEmpty()) {
                return make(parts, digests, provenance, out, Checkpoints.NONE, hearing(listener, Optional.empty()));
            }
            try (RunRecord record = folder.get().begin(describe(parts, provenance), clock, listener::stopAsked)) {
                record.last().ifPresent(state -> listener.resumed(state.steps()));
                ModelBundle bundle =
                        make(parts, digests, provenance, out, record, hearing(listener, Optional.of(record)));
                record.finished(bundle.digest());
                return bundle;
            }
        } catch (BrokenBundleException e) {
            throw new OperatorException(e.getMessage(), e);
        }
    }

    private static Listener hearing(Listener listener, Optional<RunRecord> record) {
        return new StoppingListener(listener, record);
    }

    private ModelBundle make(
            Map<String, GoodParts<Picture>> parts,
            Map<Picture, String> digests,
            Provenance provenance,
            Path out,
            Checkpoints checkpoints,
            Listener listener)
            throws IOException, BrokenBundleException {
        InvadModel model =
                train(parts.values().stream().map(GoodParts::training).toList(), checkpoints, listener);
        DetectorConfiguration detector = configuration();
        List<CalibratedClass> classes = calibrate(model, detector, parts, listener);
        Prototypes prototypes = prototypes(model, parts, List.copyOf(digests.keySet()), listener);
        ModelDescription description = new ModelDescription(
                plan.name(),
                plan.version(),
                clock.instant(),
                detector,
                encoder.configuration(),
                Preprocessing.imageNet(plan.recipe().pictureSize()),
                classes,
                provenance,
                Map.of());
        Optional<TrainingPictures> pictures = Optional.of(TrainingPictures.of(parts.values().stream()
                .flatMap(part -> part.training().list().stream())
                .map(digests::get)
                .toList()));
        TensorFile weights = TensorFile.of(model.state());
        String digest = ModelBundle.write(out, description, weights, pictures, prototypes);
        return new ModelBundle(description, digest, weights, pictures, prototypes);
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
                encoder.origin(),
                codeVersion);
    }

    private RunDescription describe(Map<String, GoodParts<Picture>> parts, Provenance provenance) {
        Map<String, Integer> trainingParts = new LinkedHashMap<>();
        parts.forEach(
                (name, part) -> trainingParts.put(name, part.training().list().size()));
        return new RunDescription(
                plan.name(),
                plan.version(),
                plan.recipe(),
                provenance,
                encoder.network().strideFirst(),
                trainingParts,
                device.describe());
    }

    private InvadModel train(List<TrainingParts<Picture>> parts, Checkpoints checkpoints, Listener listener)
            throws IOException {
        Photographs photographs = new Photographs(plan.recipe().pictureSize());
        List<Picture> files =
                parts.stream().flatMap(part -> part.list().stream()).toList();
        PictureSource pictures = new PictureSource() {
            @Override
            public int count() {
                return files.size();
            }

            @Override
            public byte[] picture(int index) {
                return photographs.picture(files.get(index)).rgb();
            }
        };
        Encoder settled = encoder.settledOn(
                pictures, plan.recipe().pictureSize(), device, () -> listener.encoded(0, pictures.count()));
        return new InvadTraining(
                        plan.recipe(), settled.weights(), settled.network().strideFirst(), device)
                .train(pictures, checkpoints, listener);
    }

    private DetectorConfiguration configuration() {
        Recipe recipe = plan.recipe();
        Invad network =
                Invad.official(encoder.network().channels(), recipe.variant().layers(), recipe.pictureSize());
        return new DetectorConfiguration(
                recipe.variant().label(),
                recipe.pictureSize(),
                network.channels(),
                network.styles(),
                network.latent(),
                network.layers(),
                recipe.variant().lossFactor(),
                plan.sigma());
    }

    private List<CalibratedClass> calibrate(
            InvadModel model,
            DetectorConfiguration detector,
            Map<String, GoodParts<Picture>> parts,
            Listener listener) {
        Map<String, CalibrationParts<Picture>> heldOut = new LinkedHashMap<>();
        parts.forEach((name, good) -> heldOut.put(name, good.calibration()));
        try (Calibration calibration = new Calibration(model, detector, device)) {
            return calibration.classes(
                    heldOut, name -> parts.get(name).training().list().size(), plan.rates(), listener);
        }
    }

    /** Of all good parts, in the order of their folders, where neighbours are alike: the encoder has learned from none of them. */
    private Prototypes prototypes(
            InvadModel model, Map<String, GoodParts<Picture>> parts, List<Picture> order, Listener listener) {
        Map<String, List<Picture>> ordered = new LinkedHashMap<>();
        parts.forEach((name, good) -> {
            Set<Picture> own = new HashSet<>(good.training().list());
            own.addAll(good.calibration().list());
            ordered.put(name, order.stream().filter(own::contains).toList());
        });
        try (PicturePooler pooler = PicturePooler.open(model, device)) {
            return new PrototypeMaker(pooler, new Photographs(model.pictureSize())).of(ordered, listener);
        }
    }
}
