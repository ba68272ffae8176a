// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.benchmark.dataset.DataUse;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.decision.GoodParts;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.model.DetectorFamily;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.training.Recipe;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.depth.DepthOption;
import dev.invigil.trainer.run.RunFolder;
import dev.invigil.trainer.run.TrainingStoppedException;
import dev.invigil.trainer.train.TrainingEncoder;
import dev.invigil.trainer.train.TrainingJob;
import dev.invigil.trainer.train.TrainingPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a bundle from good parts. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Train one model for all products of a folder, from good parts only, and calibrate it.",
        footer = {
            "",
            "Optimiser, clipping of gradients and decay of the learning rate are those of the",
            "detector's paper (docs/DETECTORS.md). A share of the good parts is held out of",
            "training. The thresholds are computed from these parts.",
            "",
            "Examples:",
            "  invigil train --data mvtec --backbone resnet18.safetensors --out bundle",
            "  invigil train --data line7 --backbone resnet18.safetensors --size 128 \\",
            "      --epochs 30 --out line7.bundle",
            "  # after Ctrl-C or a power cut",
            "  invigil train --data mvtec --backbone resnet18.safetensors --out bundle \\",
            "      --resume",
            "  # a little more, with new data",
            "  invigil train --data line7 --from line7.bundle --epochs 10 --out next.bundle"
        })
final class TrainCommand implements Callable<Integer> {
    /** The version of a model is the time of its training. */
    static final DateTimeFormatter VERSION =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "The data set: PRODUCT/train/good, or another layout of docs/DATASETS.md.")
    private Path data;

    @Mixin
    private LayoutOptions layout;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The bundle directory to write.")
    private Path out;

    @Option(
            names = "--backbone",
            paramLabel = "NAME|FILE",
            defaultValue = TrainingEncoder.TINY,
            description =
                    "The frozen encoder: tiny, which is part of Invigil (docs/TINY.md); a name of `invigil backbone list`; a .pth or .safetensors"
                            + " file of a ResNet-18/34/50, Wide-ResNet-50-2, EfficientNet-B4 or DINOv2 ViT with its publisher's names; or"
                            + " random, as an untrained baseline (default: tiny).")
    private String backbone;

    @Option(
            names = "--from",
            paramLabel = "BUNDLE",
            description =
                    "Start from the network of this bundle instead of from drawn parameters. Detector, encoder, size and depth are those of"
                            + " the bundle.")
    private Optional<Path> from;

    @Option(
            names = "--backbone-v1",
            description = "The backbone is a bottleneck ResNet with the stride in its 1x1 convolution (Caffe, Keras).")
    private boolean strideFirst;

    @Option(
            names = "--detector",
            paramLabel = "NAME",
            completionCandidates = Detectors.class,
            description = "The detector: ${COMPLETION-CANDIDATES} (default: invad).")
    private String detector = DetectorFamilies.names().get(0);

    @Option(names = "--name", paramLabel = "NAME", description = "The model's name (default: the data folder's).")
    private Optional<String> name;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            defaultValue = "256",
            description =
                    "Input size of the model in pixels: one number, or HEIGHTxWIDTH such as 192x256 (default: 256).")
    private String size;

    @Option(
            names = "--depth",
            paramLabel = "BITS|LOW:HIGH",
            defaultValue = DepthOption.AUTO_NAME,
            description =
                    "Which samples of 16-bit images become 0 and 255: 8 to 16 bits, such as 12 for a 12-bit camera, or LOW:HIGH, or auto, from"
                            + " the training images (default: ${DEFAULT-VALUE}; docs/IMAGES.md).")
    private String depth;

    @Option(
            names = "--epochs",
            defaultValue = "100",
            description = "Number of passes over the training images (default: 100).")
    private int epochs;

    @Option(names = "--batch", defaultValue = "32", description = "Images per step (default: 32).")
    private int batch;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            description = "Learning rate (default: that of the detector's paper; docs/DETECTORS.md).")
    private Optional<Double> learningRate;

    @Option(
            names = "--seed",
            defaultValue = "42",
            description =
                    "Seed: with the same number of threads, the same seed gives the same model on the CPU (default: 42).")
    private long seed;

    @Option(
            names = "--amp",
            description =
                    "Compute convolutions and linear layers in bfloat16 during training: faster on devices that support it"
                            + " (docs/TRAINING.md).")
    private boolean amp;

    @Option(
            names = "--calibration-share",
            paramLabel = "SHARE",
            defaultValue = "" + GoodParts.DEFAULT_CALIBRATION_SHARE,
            description = "Share of the good parts held out for the thresholds (default: ${DEFAULT-VALUE}).")
    private double calibrationShare;

    @Option(
            names = "--false-reject",
            paramLabel = "PERCENT",
            defaultValue = "1%",
            converter = Percent.class,
            description = "Share of good parts that may be rejected (default: 1%%).")
    private double falseReject;

    @Option(
            names = "--review",
            paramLabel = "PERCENT",
            defaultValue = "5%",
            converter = Percent.class,
            description = "Share of good parts that may be reviewed or rejected (default: 5%%).")
    private double review;

    @Option(names = "--device", defaultValue = "auto", description = "auto, cpu or gpu:N (default: auto).")
    private String device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "CPU threads of the engine (default: chosen by the engine, about one per core). Results are bit-identical only for"
                            + " the same number.")
    private Optional<Integer> threads;

    @Option(
            names = "--run",
            paramLabel = "DIR",
            description =
                    "Folder for the record of the run: steps, loss plot, checkpoint (default: the name of the bundle with .run added).")
    private Optional<Path> run;

    @Option(names = "--resume", description = "Continue a run that was stopped or killed. Give the same options again.")
    private boolean resume;

    @Option(names = "--fresh", description = "Start again and discard an unfinished run.")
    private boolean fresh;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description =
                    "Minimum time between checkpoints; 0 writes one after every step (default: ${DEFAULT-VALUE}).")
    private long checkpointEvery;

    @Override
    public Integer call() throws IOException {
        DepthOption depthOption = UsageException.checked(() -> DepthOption.parse(depth));
        checkOptions();
        DetectorFamily family = UsageException.checked(() -> DetectorFamilies.named(detector));
        requireNoBackboneWithoutEncoder(family);
        TrainingPlan plan = planOrEncoderProblem(family);
        String encoderFile = BackboneCommand.resolve(backbone);
        requireNoneBesideFrom();
        ComputeDevice where = CliModels.device(device);
        threads.ifPresent(ComputeDevice::useThreads);
        RunFolder folder = runFolder();
        PrintWriter err = spec.commandLine().getErr();
        Optional<ModelBundle> start = from.isPresent() ? Optional.of(CliModels.load(from.get())) : Optional.empty();
        TrainingEncoder encoder = start.isPresent()
                ? startingEncoder(start.get())
                : TrainingEncoder.named(encoderFile, strideFirst, seed);
        if (start.isPresent()) {
            plan = plan(start.get().detector().family()).with(start.get().detector());
        }
        plan.requireEncoder(encoder.network());
        if (amp && !where.hasBfloat16()) {
            throw new OperatorException(
                    where + " does not support bfloat16 (NVIDIA GPUs support it since Ampere); remove --amp");
        }
        List<ProductClass> products = layout.read(data, DataUse.TRAINING, err).classes();
        err.printf(
                "%s on %s, %s%s px, %s%s%s%n",
                plan.family().name(),
                data.getFileName(),
                Detectors.usesEncoder(plan.family()) ? encoder.origin().file() + " backbone, " : "",
                start.isPresent() ? plan.preprocessing().size() : size,
                Detectors.takesSteps(plan.family()) ? epochs + (epochs == 1 ? " epoch, " : " epochs, ") : "",
                where.describe(),
                amp ? ", bfloat16" : "");
        if (start.isEmpty()) {
            DepthOption.Choice chosen = depthOption.choose(plan.preprocessing(), products);
            chosen.notes().forEach(err::println);
            plan = plan.with(chosen.preprocessing());
        }
        err.flush();
        TrainingJob scratch = new TrainingJob(plan, encoder, where, Version.number(), Clock.systemUTC());
        TrainingJob job = start.map(scratch::startingFrom).orElse(scratch);
        ModelBundle written;
        try (TrainingBars bars = new TrainingBars()) {
            try {
                written = job.run(products, out, Optional.of(folder), bars);
            } catch (TrainingStoppedException e) {
                // before the bars are closed: closing them ends the process
                bars.say("invigil: " + e.getMessage());
                return Failures.INTERRUPTED;
            }
        }
        BundleTable.print(out, written, spec.commandLine().getOut());
        return 0;
    }

    /** Where the encoder does not fit the detector, that is the problem, and no other size would help. */
    private TrainingPlan planOrEncoderProblem(DetectorFamily family) throws IOException {
        try {
            return plan(family);
        } catch (UsageException e) {
            if (from.isEmpty() && spec.commandLine().getParseResult().hasMatchedOption("--backbone")) {
                Detectors.requireEncoder(
                        family, TrainingEncoder.named(BackboneCommand.resolve(backbone), strideFirst, seed));
            }
            throw e;
        }
    }

    private void requireNoBackboneWithoutEncoder(DetectorFamily family) {
        for (String option : List.of("--backbone", "--backbone-v1")) {
            if (!Detectors.usesEncoder(family)
                    && spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new UsageException("the detector " + family.name() + " has no encoder; omit " + option);
            }
        }
    }

    private void requireNoneBesideFrom() {
        for (String option : List.of("--detector", "--backbone", "--backbone-v1", "--size", "--depth")) {
            if (from.isPresent() && spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new UsageException(
                        "--from takes detector, encoder, size and depth from the bundle; omit " + option);
            }
        }
    }

    private TrainingEncoder startingEncoder(ModelBundle bundle) throws IOException {
        return Detectors.usesEncoder(bundle.detector().family())
                ? TrainingEncoder.of(bundle)
                : TrainingEncoder.named(backbone, strideFirst, seed);
    }

    private RunFolder runFolder() throws IOException {
        if (resume && fresh) {
            throw new ParameterException(spec.commandLine(), "--resume and --fresh cannot be used together");
        }
        Path normal = out.toAbsolutePath().normalize();
        return RunFolder.open(
                run.orElseGet(() -> out.resolveSibling(normal.getFileName() + ".run")),
                resume ? RunFolder.Start.RESUME : fresh ? RunFolder.Start.FRESH : RunFolder.Start.NEW,
                Duration.ofSeconds(checkpointEvery));
    }

    private void checkOptions() {
        layout.check();
        if (!(calibrationShare > 0 && calibrationShare < 1)) {
            throw new UsageException("--calibration-share must be between 0 and 1, not " + calibrationShare);
        }
        threads.ifPresent(count -> UsageException.requireAtLeast("--threads", 1, count));
        UsageException.requireAtLeast("--checkpoint-every", 0, checkpointEvery);
    }

    private TrainingPlan plan(DetectorFamily family) {
        return UsageException.checked(() -> {
            Recipe recipe = new Recipe(
                    epochs,
                    batch,
                    learningRate.orElseGet(() -> family.learningRate(batch)),
                    seed,
                    amp ? Precision.BFLOAT16 : Precision.FLOAT32);
            return new TrainingPlan(
                    name.orElse(data.toAbsolutePath().normalize().getFileName().toString()),
                    VERSION.format(Clock.systemUTC().instant()),
                    family,
                    Detectors.preprocessing(family, size),
                    family.postprocessing(),
                    recipe,
                    calibrationShare,
                    new FalseRejectRates(falseReject, review));
        });
    }
}
