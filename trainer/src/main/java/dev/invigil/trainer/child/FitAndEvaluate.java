// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.child;

import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.benchmark.metric.ClassMetrics;
import dev.invigil.benchmark.metric.EvaluationResult;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.metric.MetricDefinition;
import dev.invigil.benchmark.metric.MetricValue;
import dev.invigil.detector.bundle.BrokenBundleException;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.model.DetectorFamily;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.depth.DepthOption;
import dev.invigil.trainer.evaluate.HeldOutEvaluation;
import dev.invigil.trainer.gate.EvaluatedModel;
import dev.invigil.trainer.json.JsonFile;
import dev.invigil.trainer.run.RunFolder;
import dev.invigil.trainer.run.TrainingStoppedException;
import dev.invigil.trainer.snapshot.ContaminationCheck;
import dev.invigil.trainer.snapshot.SnapshotData;
import dev.invigil.trainer.snapshot.SnapshotStore;
import dev.invigil.trainer.snapshot.SuspectPart;
import dev.invigil.trainer.train.TrainingData;
import dev.invigil.trainer.train.TrainingEncoder;
import dev.invigil.trainer.train.TrainingJob;
import dev.invigil.trainer.train.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains on the snapshot, and evaluates on its held-out parts. */
public final class FitAndEvaluate implements ChildWork {
    /** The folder of the candidate's report, below {@link RunFiles#reports}. */
    public static final String CANDIDATE = "candidate";
    /** The folder of the active model's report. */
    public static final String ACTIVE = "active";

    private static final Logger LOG = LoggerFactory.getLogger(FitAndEvaluate.class);
    private static final Duration CHECKPOINT_EVERY = Duration.ofSeconds(30);
    private static final MetricDefinition DEFINITION = MetricDefinition.ADER;

    private final Clock clock = Clock.systemUTC();
    private final Duration checkpointEvery;

    public FitAndEvaluate() {
        this(CHECKPOINT_EVERY);
    }

    /** @param checkpointEvery least time from one checkpoint of the training to the next */
    FitAndEvaluate(Duration checkpointEvery) {
        this.checkpointEvery = checkpointEvery;
    }

    @Override
    public void fit(RunFiles files, RunJob job, Listener listener) throws IOException {
        TrainingData data = data(job).training(job.rates());
        FitRecipe recipe = job.recipe();
        DetectorFamily family = recipe.family();
        ComputeDevice device = device(job);
        TrainingPlan plan = new TrainingPlan(
                job.name(),
                job.version(),
                family,
                recipe.preprocessing(),
                family.postprocessing(),
                recipe.recipe(),
                recipe.calibrationShare(),
                job.rates());
        List<ProductClass> training = data.parts().entrySet().stream()
                .map(product -> new ProductClass(
                        product.getKey(), product.getValue().training().list(), List.of()))
                .toList();
        DepthOption.Choice depth = DepthOption.parse(recipe.depth()).choose(plan.preprocessing(), training);
        depth.notes().forEach(LOG::info);
        TrainingJob scratch = new TrainingJob(
                plan.with(depth.preprocessing()),
                TrainingEncoder.named(recipe.backbone(), false, recipe.seed()),
                device,
                job.codeVersion(),
                clock);
        warm(scratch, job).run(data, files.bundle(), Optional.of(record(files)), new Stages(listener));
    }

    /** The training that starts from the active model, where that one fits. */
    private static TrainingJob warm(TrainingJob scratch, RunJob job) throws IOException {
        if (!job.recipe().warmStart() || job.active().isEmpty()) {
            return scratch;
        }
        ModelBundle active = load(job.active().get());
        try {
            TrainingJob warm = scratch.startingFrom(active);
            LOG.info("training starts from the active model {}", active.digest());
            return warm;
        } catch (OperatorException e) {
            LOG.warn("training starts from drawn parameters: {}", e.getMessage());
            return scratch;
        }
    }

    /** Continues where a killed process has left a checkpoint. */
    private RunFolder record(RunFiles files) throws IOException {
        boolean begun = Files.exists(files.fit().resolve(RunFolder.CHECKPOINT));
        return RunFolder.open(files.fit(), begun ? RunFolder.Start.RESUME : RunFolder.Start.FRESH, checkpointEvery);
    }

    @Override
    public void evaluate(RunFiles files, RunJob job, Listener listener) throws IOException {
        SnapshotData data = data(job);
        ComputeDevice device = device(job);
        Optional<Evaluated> active = Optional.empty();
        if (job.active().isPresent()) {
            active = Optional.of(evaluated(job.active().get(), ACTIVE, files, job, data, device, listener));
            JsonFile.write(files.active(), active.get().model());
        }
        Evaluated candidate = evaluated(files.bundle(), CANDIDATE, files, job, data, device, listener);
        JsonFile.write(files.suspects(), suspects(files, data, device, listener));
        JsonFile.write(files.metrics(), new RunMetrics(candidate.metrics(), active.map(Evaluated::metrics)));
        // last: it says that all is there
        JsonFile.write(files.candidate(), candidate.model());
    }

    private static List<SuspectPart> suspects(
            RunFiles files, SnapshotData data, ComputeDevice device, Listener listener) throws IOException {
        List<SuspectPart> suspects = ContaminationCheck.of(data, load(files.bundle()), device, (done, total) -> {
            listener.progress("training parts", done, total, "");
            if (listener.stopAsked()) {
                throw new TrainingStoppedException("stopped while the training parts were checked");
            }
        });
        suspects.forEach(suspect -> LOG.warn(suspect.line()));
        return suspects;
    }

    /** The results of one model. */
    private record Evaluated(EvaluatedModel model, ModelMetrics metrics) {}

    private Evaluated evaluated(
            Path place,
            String name,
            RunFiles files,
            RunJob job,
            SnapshotData data,
            ComputeDevice device,
            Listener listener)
            throws IOException {
        ModelBundle bundle = load(place);
        HeldOutEvaluation.Result result = new HeldOutEvaluation(bundle, job.golden(), data.evaluation(), DEFINITION)
                .runWithReport(
                        files.parts(name),
                        files.reports().resolve(name),
                        job.codeVersion(),
                        clock,
                        device,
                        (done, total) -> {
                            listener.progress(name, done, total, "");
                            if (listener.stopAsked()) {
                                throw new TrainingStoppedException(
                                        "stopped while the " + name + " model was evaluated");
                            }
                        });
        return new Evaluated(result.model(), metrics(bundle.digest(), result.metrics()));
    }

    private static ModelMetrics metrics(String digest, EvaluationResult result) {
        Map<String, Map<String, Double>> products = new LinkedHashMap<>();
        for (ClassMetrics product : result.classes()) {
            Map<String, Double> values = new LinkedHashMap<>();
            product.values().forEach((metric, value) -> put(values, metric, value));
            products.put(product.name(), values);
        }
        Map<String, Double> mean = new LinkedHashMap<>();
        result.mean().forEach((metric, value) -> put(mean, metric, value.value()));
        return new ModelMetrics(digest, products, mean);
    }

    private static void put(Map<String, Double> values, Metric metric, MetricValue value) {
        if (value.isDefined()) {
            values.put(metric.jsonName(), value.orNaN());
        }
    }

    private static SnapshotData data(RunJob job) throws IOException {
        SnapshotStore store = new SnapshotStore(job.work());
        return SnapshotData.open(store.get(job.snapshot()), job.golden(), store);
    }

    private static ComputeDevice device(RunJob job) {
        try {
            return ComputeDevice.choose(job.device());
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new OperatorException("trainer.device: " + e.getMessage(), e);
        }
    }

    private static ModelBundle load(Path bundle) throws IOException {
        try {
            return ModelBundle.load(bundle);
        } catch (BrokenBundleException e) {
            throw new OperatorException(e.getMessage(), e);
        }
    }

    /** The stages of a training, as its process says them. */
    private record Stages(Listener listener) implements TrainingJob.Listener {
        @Override
        public void resumed(int steps) {
            LOG.info("resuming after step {}", steps);
        }

        @Override
        public void encoded(int done, int total) {
            listener.progress("features", done, total, "");
        }

        @Override
        public void stepped(Progress progress) {
            listener.progress(
                    "training",
                    progress.stepsTaken(),
                    progress.stepsInAll(),
                    String.format(
                            Locale.ROOT,
                            "epoch %d/%d, loss %.4f",
                            progress.epoch(),
                            progress.epochs(),
                            progress.loss()));
        }

        @Override
        public void calibrated(int done, int total) {
            listener.progress("thresholds", done, total, "");
        }

        @Override
        public void looked(int done, int total) {
            listener.progress("prototypes", done, total, "");
        }

        @Override
        public boolean stopAsked() {
            return listener.stopAsked();
        }
    }
}
