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

/** A detector from elsewhere. */
@Command(
        name = "checkpoint",
        mixinStandardHelpOptions = true,
        description = "Make a bundle of a detector that another program has trained.",
        footer = {
            "",
            "FILE is its net.pth or ckpt.pth. A checkpoint knows neither classes nor thresholds: both come from the good parts of --data.",
            "It does not tell whether it was trained on these parts either; thresholds by parts that were trained on are too low. So they are",
            "provisional unless --held-out vouches, and `invigil calibrate` sets them anew by fresh parts.",
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
            completionCandidates = Detectors.class,
            description = "The detector: ${COMPLETION-CANDIDATES}.")
    private String detector;

    @Option(
            names = "--arch",
            paramLabel = "NAME",
            description =
                    "Its encoder (default: that of the publication; wide_resnet50_2 for invad, resnet34 for invad-lite).")
    private Optional<String> architecture;

    @Option(names = "--v1", description = "The encoder is a ResNet v1: the stride is in the 1x1 convolution.")
    private boolean strideFirst;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description =
                    "Good parts: CLASS/NAME.png, or a layout of docs/DATASETS.md, of which CLASS/train/good counts.")
    private Path data;

    @Mixin
    private LayoutOptions layout;

    @Option(names = "--held-out", description = "Vouch that the checkpoint was not trained on these parts.")
    private boolean heldOut;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the bundle goes.")
    private Path out;

    @Option(names = "--name", paramLabel = "NAME", description = "The model's name (default: the data folder's).")
    private Optional<String> name;

    @Option(
            names = "--false-reject",
            paramLabel = "PERCENT",
            converter = Percent.class,
            defaultValue = "1%",
            description = "Good parts that may be rejected (default: ${DEFAULT-VALUE}).")
    private double falseReject;

    @Option(
            names = "--review",
            paramLabel = "PERCENT",
            converter = Percent.class,
            defaultValue = "5%",
            description = "Good parts that may be reviewed or rejected (default: ${DEFAULT-VALUE}).")
    private double review;

    @Option(names = "--device", defaultValue = "auto", description = "auto, cpu or gpu:N (default: auto).")
    private String device;

    @Override
    public Integer call() throws IOException {
        ImportPlan plan = plan();
        ComputeDevice where = Models.device(device);
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
                            "--detector: checkpoints of " + detector + " cannot be imported"));
            architecture.ifPresent(importer::requireEncoder);
            return new ImportPlan(
                    name.orElse(data.toAbsolutePath().normalize().getFileName().toString()),
                    TrainCommand.VERSION.format(Clock.systemUTC().instant()),
                    family,
                    architecture.orElse(importer.officialEncoder()),
                    strideFirst,
                    family.postprocessing(),
                    new FalseRejectRates(falseReject, review),
                    heldOut);
        });
    }
}
