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
import dev.invigil.trainer.run.RunFolder;
import dev.invigil.trainer.run.TrainingStoppedException;
import dev.invigil.trainer.train.Encoder;
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

/** From good parts to a bundle. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Train one model for all product classes of a folder, from good parts only, and calibrate it.",
        footer = {
            "",
            "The recipe is the papers': Adam with betas 0 and 0.99, gradients clipped at 5, the learning rate a tenth for the last fifth of the",
            "epochs. A share of the good parts is held out: it sets the thresholds and is never trained on.",
            "",
            "Examples:",
            "  invigil train --data mvtec --backbone resnet18.safetensors --out bundle",
            "  invigil train --data line7 --backbone resnet18.safetensors --size 128 \\",
            "      --epochs 30 --out line7.bundle",
            "  # after Ctrl-C or a power cut",
            "  invigil train --data mvtec --backbone resnet18.safetensors --out bundle \\",
            "      --resume"
        })
final class TrainCommand implements Callable<Integer> {
    /** Versions of models are the time when they were made. */
    static final DateTimeFormatter VERSION =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    /** The papers' learning rate per picture of a batch. */
    private static final double RATE_PER_PICTURE = 0.001 / 8;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "The data set: CLASS/train/good, or another layout of docs/DATASETS.md.")
    private Path data;

    @Mixin
    private LayoutOptions layout;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the bundle goes.")
    private Path out;

    @Option(
            names = "--backbone",
            paramLabel = "NAME|FILE",
            defaultValue = Encoder.TINY,
            description =
                    "The frozen encoder: tiny, which comes with Invigil (docs/TINY.md); or a ResNet-18/34/50 or Wide-ResNet-50-2, by a name of"
                            + " `invigil backbone list` or as a .pth or .safetensors file with torchvision's names; or random, to compare"
                            + " with (default: tiny).")
    private String backbone;

    @Option(
            names = "--backbone-v1",
            description = "The backbone is a bottleneck ResNet with the stride in its 1x1 convolution (Caffe, Keras).")
    private boolean strideFirst;

    @Option(
            names = "--detector",
            paramLabel = "NAME",
            completionCandidates = Detectors.class,
            description = "The detector: ${COMPLETION-CANDIDATES} (default: the first).")
    private String detector = DetectorFamilies.names().get(0);

    @Option(names = "--name", paramLabel = "NAME", description = "The model's name (default: the data folder's).")
    private Optional<String> name;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            defaultValue = "256",
            description =
                    "Size of the images that the model sees: one number, or HEIGHTxWIDTH such as 192x256 (default: 256).")
    private String size;

    @Option(names = "--epochs", defaultValue = "100", description = "How often each picture is seen (default: 100).")
    private int epochs;

    @Option(names = "--batch", defaultValue = "32", description = "Pictures per step (default: 32).")
    private int batch;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            description = "Learning rate (default: 0.004 at batch 32, in proportion).")
    private Optional<Double> learningRate;

    @Option(names = "--seed", defaultValue = "42", description = "Same seed, same model on the CPU (default: 42).")
    private long seed;

    @Option(
            names = "--amp",
            description =
                    "Compute convolutions in bfloat16 while training: faster where the device has it (docs/TRAINING.md).")
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
            description = "Good parts that may be rejected (default: 1%%).")
    private double falseReject;

    @Option(
            names = "--review",
            paramLabel = "PERCENT",
            defaultValue = "5%",
            converter = Percent.class,
            description = "Good parts that may be reviewed or rejected (default: 5%%).")
    private double review;

    @Option(names = "--device", defaultValue = "auto", description = "auto, cpu or gpu:N (default: auto).")
    private String device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Threads of the engine on the CPU (default: its own choice, about one a core). Results are equal to the last bit only for"
                            + " the same number.")
    private Optional<Integer> threads;

    @Option(
            names = "--run",
            paramLabel = "DIR",
            description =
                    "Where the record of the run goes: steps, loss plot, checkpoint (default: the bundle's folder with .run added).")
    private Optional<Path> run;

    @Option(
            names = "--resume",
            description = "Go on with a run that was stopped or killed; give the same options again.")
    private boolean resume;

    @Option(names = "--fresh", description = "Start anew where an unfinished run lies.")
    private boolean fresh;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "Least time between checkpoints; 0 writes one after every step (default: ${DEFAULT-VALUE}).")
    private long checkpointEvery;

    @Override
    public Integer call() throws IOException {
        TrainingPlan plan = plan();
        String encoderFile = BackboneCommand.resolve(backbone);
        ComputeDevice where = Models.device(device);
        threads.ifPresent(ComputeDevice::useThreads);
        RunFolder folder = runFolder();
        PrintWriter err = spec.commandLine().getErr();
        List<ProductClass> products = layout.read(data, DataUse.TRAINING, err).classes();
        Encoder encoder = Encoder.named(encoderFile, strideFirst, seed);
        if (amp && !where.hasBfloat16()) {
            throw new OperatorException(
                    where + " has no bfloat16 (graphics cards have it since NVIDIA's Ampere); leave out --amp");
        }
        err.printf(
                "%s on %s, %s backbone, %s px, %d epochs, %s%s%n",
                detector,
                data.getFileName(),
                encoder.origin().file(),
                size,
                epochs,
                where.describe(),
                amp ? ", bfloat16" : "");
        err.flush();
        TrainingJob job = new TrainingJob(plan, encoder, where, Version.number(), Clock.systemUTC());
        ModelBundle written;
        try (TrainingBars bars = new TrainingBars()) {
            try {
                written = job.run(products, out, Optional.of(folder), bars);
            } catch (TrainingStoppedException e) {
                // before the bars are closed: the process ends with them
                bars.say("invigil: " + e.getMessage());
                return Failures.INTERRUPTED;
            }
        }
        BundleTable.print(out, written, spec.commandLine().getOut());
        return 0;
    }

    private RunFolder runFolder() throws IOException {
        if (resume && fresh) {
            throw new ParameterException(spec.commandLine(), "--resume and --fresh exclude each other");
        }
        Path normal = out.toAbsolutePath().normalize();
        return RunFolder.open(
                run.orElseGet(() -> out.resolveSibling(normal.getFileName() + ".run")),
                resume ? RunFolder.Start.RESUME : fresh ? RunFolder.Start.FRESH : RunFolder.Start.NEW,
                Duration.ofSeconds(checkpointEvery));
    }

    private TrainingPlan plan() {
        layout.check();
        if (!(calibrationShare > 0 && calibrationShare < 1)) {
            throw new UsageException("--calibration-share must be between 0 and 1, not " + calibrationShare);
        }
        threads.ifPresent(count -> UsageException.requireAtLeast("--threads", 1, count));
        UsageException.requireAtLeast("--checkpoint-every", 0, checkpointEvery);
        return UsageException.checked(() -> {
            DetectorFamily family = DetectorFamilies.named(detector);
            Recipe recipe = new Recipe(
                    epochs,
                    batch,
                    learningRate.orElse(RATE_PER_PICTURE * batch),
                    seed,
                    amp ? Precision.BFLOAT16 : Precision.FLOAT32);
            return new TrainingPlan(
                    name.orElse(data.toAbsolutePath().normalize().getFileName().toString()),
                    VERSION.format(Clock.systemUTC().instant()),
                    family,
                    Detectors.imageNet(size),
                    family.postprocessing(),
                    recipe,
                    calibrationShare,
                    new FalseRejectRates(falseReject, review));
        });
    }
}
