// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.terminal.ProgressBar;
import dev.invigil.app.terminal.TextTable;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.decision.CameraRules;
import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.assembly.BundleAssembly;
import dev.invigil.trainer.assembly.BundleLock;
import dev.invigil.trainer.calibrate.AskedRates;
import dev.invigil.trainer.calibrate.Recalibration;
import dev.invigil.trainer.calibrate.ThresholdChange;
import dev.invigil.trainer.calibrate.ThresholdChange.Outcome;
import dev.invigil.trainer.depth.DepthCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Computes new thresholds for a trained network. */
@Command(
        name = "calibrate",
        mixinStandardHelpOptions = true,
        description = "Compute new thresholds for a bundle, without training.",
        footer = {
            "",
            "With --data, thresholds are computed from these good parts. Parts that the model",
            "was trained on are left out and counted. Without --data, thresholds are computed",
            "from the scores stored in the bundle: other rates from the same parts. A product",
            "with too few parts keeps its thresholds.",
            "",
            "The bundle is replaced in one step, or written to --out, and has a new digest. A",
            "running scorer uses the new bundle after a restart, or, where it has a bundle",
            "store, after `invigil models add` and `promote`. Guarantees of thresholds:",
            "docs/CALIBRATION.md.",
            "",
            "Examples:",
            "  invigil calibrate --bundle bundle --data good-parts --false-reject 0.5%%",
            "  invigil calibrate --bundle bundle --data good-parts --camera cam-3 \\",
            "      --out bundle-cam-3",
            "  invigil calibrate --bundle bundle --false-reject 2%% --review 10%% --dry-run"
        })
final class CalibrateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--bundle", required = true, paramLabel = "DIR", description = "The model bundle.")
    private Path bundle;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Good parts: PRODUCT/NAME.png, or a layout of docs/DATASETS.md, of which PRODUCT/train/good is used.")
    private Optional<Path> data;

    @Mixin
    private LayoutOptions layout;

    @Option(
            names = "--false-reject",
            paramLabel = "PERCENT",
            converter = Percent.class,
            description = "Share of good parts that may be rejected (default: as last time).")
    private Optional<Double> falseReject;

    @Option(
            names = "--review",
            paramLabel = "PERCENT",
            converter = Percent.class,
            description = "Share of good parts that may be reviewed or rejected (default: as last time).")
    private Optional<Double> review;

    @Option(
            names = "--camera",
            paramLabel = "NAME",
            description = "Set the thresholds of this camera only. --data has its images.")
    private Optional<String> camera;

    @Mixin
    private CameraRuleOptions cameraRules;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The bundle directory to write (default: replace the old bundle).")
    private Optional<Path> out;

    @Option(names = "--dry-run", description = "Show the changes, write nothing.")
    private boolean dryRun;

    @Option(names = "--device", defaultValue = "auto", description = "auto, cpu or gpu:N (default: auto).")
    private String device;

    @Override
    public Integer call() throws IOException {
        layout.check();
        ComputeDevice where = CliModels.device(device);
        return dryRun ? calibrate(where) : BundleLock.holding(out.orElse(bundle), () -> calibrate(where));
    }

    private int calibrate(ComputeDevice where) throws IOException {
        ModelBundle old = CliModels.load(bundle);
        AskedRates asked = new AskedRates(orEmpty(falseReject), orEmpty(review));
        Recalibration result = data.isPresent()
                ? byPictures(old, data.get(), asked, where)
                : Recalibration.byKeptScores(old, asked, camera);
        PrintWriter print = spec.commandLine().getOut();
        print.print(table(result.changes()));
        print.println(ThresholdCells.LEGEND);
        notes(result.changes()).forEach(note -> print.printf("%n%s%n", note));
        print.println();
        if (!result.isAny()) {
            print.flush();
            throw new OperatorException("no threshold was changed: all products were refused, for the reasons above");
        }
        print.print(written(old, result));
        print.flush();
        return 0;
    }

    private Recalibration byPictures(ModelBundle old, Path folder, AskedRates asked, ComputeDevice where)
            throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        List<ProductClass> products = layout.readGoodParts(folder, err).classes();
        if (old.trainingPictures().isEmpty()) {
            err.println(
                    "the bundle does not say which images it was trained on: make sure that none of these images was used");
            err.flush();
        }
        Map<String, List<Picture>> images = new LinkedHashMap<>();
        products.forEach(product -> images.put(product.name(), product.train()));
        DepthCheck.warnings(old.model().detector().preprocessing(), images).forEach(err::println);
        CameraRules rules = cameraRules.rules(old, camera, err);
        try (ProgressBar bar = ProgressBar.onStandardError("thresholds")) {
            return Recalibration.byPictures(
                    old, folder, products, asked, camera, rules, where, (done, total) -> bar.update(done, total, ""));
        }
    }

    private String written(ModelBundle old, Recalibration result) throws IOException {
        if (dryRun) {
            return "dry run: nothing was written\n";
        }
        Path place = out.orElse(bundle);
        ModelBundle now = BundleAssembly.rewrite(place, old, result.model());
        return CliModels.rewritten(place, old, now);
    }

    static TextTable table(List<ThresholdChange> changes) {
        TextTable table = new TextTable(
                "product",
                "camera",
                ">parts",
                ">left out",
                ">review at",
                ">reject at",
                ">guaranteed",
                ">95 % below",
                "basis");
        for (ThresholdChange change : changes) {
            List<String> cells = new ArrayList<>();
            cells.add(change.product());
            cells.add(change.camera().orElse("all"));
            cells.addAll(change.after()
                    .fold(
                            calibrated -> calibrated(change, calibrated.threshold()),
                            refused -> refused(change, refused)));
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }

    private static List<String> calibrated(ThresholdChange change, ClassThreshold now) {
        List<String> cells = new ArrayList<>(List.of(
                Integer.toString(now.parts()),
                leftOut(change),
                arrow(change.before().review(), now.review()),
                arrow(change.before().reject(), now.reject())));
        cells.addAll(ThresholdCells.cells(now));
        return cells;
    }

    private static List<String> refused(ThresholdChange change, Outcome.Refused refused) {
        return List.of(
                Integer.toString(refused.parts()),
                leftOut(change),
                ThresholdCells.number(change.before().review()),
                ThresholdCells.number(change.before().reject()),
                "",
                "",
                "refused, unchanged");
    }

    private static String leftOut(ThresholdChange change) {
        return Integer.toString(change.trained() + change.repeated());
    }

    private static String arrow(double before, double now) {
        return ThresholdCells.number(before) + " → " + ThresholdCells.number(now);
    }

    /** Why a threshold is provisional, and why images were left out. */
    private static Set<String> notes(List<ThresholdChange> changes) {
        Set<String> notes = new LinkedHashSet<>();
        for (ThresholdChange change : changes) {
            change.after()
                    .fold(
                            calibrated -> provisional(calibrated.threshold()),
                            refused -> Optional.of("refused, " + change.product() + ": " + refused.reason()))
                    .ifPresent(notes::add);
        }
        int trained = changes.stream().mapToInt(ThresholdChange::trained).sum();
        int repeated = changes.stream().mapToInt(ThresholdChange::repeated).sum();
        if (trained > 0) {
            notes.add("left out: " + trained
                    + " images of parts that the model was trained on, because their scores are too low");
        }
        if (repeated > 0) {
            notes.add("left out: " + repeated + " images that are byte-for-byte copies of others");
        }
        return notes;
    }

    private static Optional<String> provisional(ClassThreshold threshold) {
        return threshold.basis() instanceof Basis.Provisional provisional
                ? Optional.of("provisional: " + provisional.reason())
                : Optional.empty();
    }

    private static OptionalDouble orEmpty(Optional<Double> value) {
        return value.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
    }
}
