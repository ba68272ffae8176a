// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.terminal.StageBars;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.model.DetectorFamily;
import dev.invigil.detector.model.DetectorImporter;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.trainer.depth.DepthOption;
import dev.invigil.trainer.importing.DetectorImport;
import dev.invigil.trainer.importing.ImportPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Imports a detector that another program trained. */
@Command(
        name = "checkpoint",
        mixinStandardHelpOptions = true,
        description = "Make a bundle from a detector that another program trained.",
        footer = {
            "",
            "FILE is the net.pth or ckpt.pth of that program. A checkpoint contains neither",
            "products nor thresholds: both come from the good parts of --data.",
            "",
            "Thresholds computed on training parts are too low, and a checkpoint does not say",
            "which parts it was trained on. The thresholds are therefore provisional, unless",
            "--held-out states that it was not trained on these parts. `invigil calibrate`",
            "computes new thresholds from other good parts.",
            "",
            "Examples:",
            "  invigil import checkpoint net.pth --detector invad --data mvtec --out bundle",
            "  invigil import checkpoint ckpt.pth --detector invad-lite \\",
            "      --data line7-good --held-out --out line7.bundle"
        })
final class ImportCheckpointCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A .pth, .pt or .safetensors file.")
    private Path file;

    @Option(
            names = "--detector",
            required = true,
            paramLabel = "NAME",
            completionCandidates = Detectors.Importable.class,
            description = "The detector: ${COMPLETION-CANDIDATES}.")
    private String detector;

    @Option(
            names = "--arch",
            paramLabel = "NAME",
            description = "The encoder (default: the one of the detector's paper; docs/MODELS.md).")
    private Optional<String> architecture;

    @Option(names = "--v1", description = "The encoder is a ResNet v1 (stride in the 1x1 convolution).")
    private boolean strideFirst;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description =
                    "Good parts: PRODUCT/NAME.png, or a layout of docs/DATASETS.md, of which PRODUCT/train/good is used.")
    private Path data;

    @Mixin
    private LayoutOptions layout;

    @Option(
            names = "--depth",
            paramLabel = "BITS|LOW:HIGH",
            defaultValue = DepthOption.AUTO_NAME,
            description =
                    "Which samples of 16-bit images become 0 and 255: 8 to 16 bits, such as 12 for a 12-bit camera, or LOW:HIGH, or auto, from"
                            + " the good parts (default: ${DEFAULT-VALUE}; docs/IMAGES.md).")
    private String depth;

    @Option(names = "--held-out", description = "State that the checkpoint was not trained on these parts.")
    private boolean heldOut;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The bundle directory to write.")
    private Path out;

    @Option(names = "--name", paramLabel = "NAME", description = "The model's name (default: the data folder's).")
    private Optional<String> name;

    @Option(
            names = "--false-reject",
            paramLabel = "PERCENT",
            converter = Percent.class,
            defaultValue = "1%",
            description = "Share of good parts that may be rejected (default: ${DEFAULT-VALUE}).")
    private double falseReject;

    @Option(
            names = "--review",
            paramLabel = "PERCENT",
            converter = Percent.class,
            defaultValue = "5%",
            description = "Share of good parts that may be reviewed or rejected (default: ${DEFAULT-VALUE}).")
    private double review;

    @Option(names = "--device", defaultValue = "auto", description = "auto, cpu or gpu:N (default: auto).")
    private String device;

    @Override
    public Integer call() throws IOException {
        ImportPlan plan = plan();
        ComputeDevice where = CliModels.device(device);
        List<ProductClass> products =
                layout.readGoodParts(data, spec.commandLine().getErr()).classes();
        DetectorImport job = new DetectorImport(plan, where, Version.number(), Clock.systemUTC());
        List<String> notes = new ArrayList<>();
        ModelBundle bundle;
        try (StageBars bars = new StageBars()) {
            bundle = job.run(
                    file,
                    products,
                    out,
                    (done, total) -> bars.update("thresholds", done, total, ""),
                    (done, total) -> bars.update("prototypes", done, total, ""),
                    notes::add);
        }
        notes.forEach(spec.commandLine().getErr()::println);
        BundleTable.print(out, bundle, spec.commandLine().getOut());
        return 0;
    }

    private ImportPlan plan() {
        layout.check();
        return UsageException.checked(() -> {
            DetectorFamily family = DetectorFamilies.named(detector);
            DetectorImporter importer = family.importer()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "--detector: checkpoints of " + detector + " cannot be imported; those of "
                                    + String.join(", ", Detectors.Importable.names()) + " can"));
            architecture.ifPresent(importer::requireEncoder);
            return new ImportPlan(
                    name.orElse(data.toAbsolutePath().normalize().getFileName().toString()),
                    TrainCommand.VERSION.format(Clock.systemUTC().instant()),
                    family,
                    architecture.orElse(importer.officialEncoder()),
                    strideFirst,
                    DepthOption.parse(depth),
                    family.postprocessing(),
                    new FalseRejectRates(falseReject, review),
                    heldOut);
        });
    }
}
