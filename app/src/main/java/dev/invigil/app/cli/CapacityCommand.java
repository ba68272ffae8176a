// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.terminal.StageBars;
import dev.invigil.benchmark.dataset.DataUse;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.bundle.Provenance;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.decision.GoodParts;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.DetectorFamily;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.training.Recipe;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.capacity.CapacityStudy;
import dev.invigil.trainer.capacity.CapacityTable;
import dev.invigil.trainer.train.TrainingEncoder;
import dev.invigil.trainer.train.TrainingPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures which products pay for sharing a model. */
@Command(
        name = "capacity",
        mixinStandardHelpOptions = true,
        description = "Compare a model of all products, product by product, with a model of that product alone.",
        footer = {
            "",
            "A model of many products may be worse for some of them than a model of their",
            "own. For each product, a model is made of its PRODUCT/train/good alone, and both",
            "models are evaluated on its test images. Give the data that the bundle was trained",
            "on: then both have seen the same parts of the product. How to read the table:",
            "docs/DETECTORS.md.",
            "",
            "Examples:",
            "  invigil capacity --bundle bundle --data mvtec",
            "  # the same detector for each product alone: takes as long as training it",
            "  invigil capacity --bundle bundle --data mvtec --detector invad --epochs 30"
        })
final class CapacityCommand implements Callable<Integer> {
    private static final int EPOCHS = 100;
    private static final int BATCH = 32;

    @Spec
    private CommandSpec spec;

    @Option(names = "--bundle", required = true, paramLabel = "DIR", description = "The bundle of all products.")
    private Path bundle;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "The data set, see docs/DATASETS.md: training and test images.")
    private Path data;

    @Mixin
    private LayoutOptions layout;

    @Option(
            names = "--detector",
            paramLabel = "NAME",
            completionCandidates = Detectors.class,
            description =
                    "The detector of each product alone: ${COMPLETION-CANDIDATES} (default: memory, which needs no training steps).")
    private Optional<String> detector;

    @Option(
            names = "--backbone",
            paramLabel = "NAME|FILE",
            description = "Its encoder, as for train (default: that of the bundle, or tiny where it has none).")
    private Optional<String> backbone;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            description = "Its input size: one number, or HEIGHTxWIDTH (default: that of the bundle).")
    private Optional<String> size;

    @Option(
            names = "--epochs",
            description = "Number of passes over its training images (default: as the bundle was trained).")
    private Optional<Integer> epochs;

    @Option(names = "--format", defaultValue = "TABLE", description = "table or md (default: table).")
    private TableFormat format;

    @Option(names = "--device", defaultValue = "auto", description = "auto, cpu or gpu:N (default: auto).")
    private String device;

    @Override
    public Integer call() throws IOException {
        layout.check();
        DetectorFamily family = family();
        size.ifPresent(pixels -> UsageException.checked(() -> Detectors.preprocessing(family, pixels)));
        epochs.ifPresent(count -> UsageException.requireAtLeast("--epochs", 1, count));
        Optional<String> encoderFile =
                backbone.isPresent() ? Optional.of(BackboneCommand.resolve(backbone.get())) : Optional.empty();
        ComputeDevice where = CliModels.device(device);
        PrintWriter err = spec.commandLine().getErr();
        List<ProductClass> products = layout.read(data, DataUse.EVERYTHING, err).classes();
        ModelBundle shared = CliModels.load(bundle);
        TrainingEncoder encoder = encoder(shared, encoderFile);
        TrainingPlan plan = plan(shared, family, encoder);
        plan.requireEncoder(encoder.network());
        CapacityStudy study =
                new CapacityStudy(shared, data, plan, encoder, where, Version.number(), Clock.systemUTC());
        err.printf(
                "shared: %s; alone: %s%s, %s px%n",
                shared.model().detector().family(),
                family.name(),
                Detectors.usesEncoder(family) ? ", " + encoder.origin().file() + " backbone" : "",
                study.alone().preprocessing().size());
        err.flush();
        CapacityStudy.Result result;
        try (StageBars bars = new StageBars()) {
            result = study.run(products, (stage, done, total) -> bars.update(stage, done, total, ""));
        }
        if (result.products().isEmpty()) {
            throw new OperatorException("no product of " + data + " can be compared: "
                    + reasons(result.leftOut())
                    + "; the bundle knows " + String.join(", ", shared.model().products()));
        }
        CapacityTable table = CapacityTable.of(
                result.products(),
                CapacityTable.CONFIDENCE,
                shared.model().provenance().seed());
        spec.commandLine()
                .getOut()
                .print(new CapacityText(
                                table,
                                !family.name().equals(shared.model().detector().family()),
                                format)
                        .of(result.leftOut()));
        spec.commandLine().getOut().flush();
        return 0;
    }

    /** Products by the reason why they were not compared. */
    private static String reasons(Map<String, String> leftOut) {
        Map<String, List<String>> products = new LinkedHashMap<>();
        leftOut.forEach((product, reason) ->
                products.computeIfAbsent(reason, same -> new ArrayList<>()).add(product));
        return products.isEmpty()
                ? "it has none"
                : products.entrySet().stream()
                        .map(each -> String.join(", ", each.getValue()) + ": " + each.getKey())
                        .collect(Collectors.joining("; "));
    }

    private DetectorFamily family() {
        return UsageException.checked(
                () -> detector.map(DetectorFamilies::named).orElseGet(() -> DetectorFamilies.all().stream()
                        .filter(family -> family.trainer()
                                .filter(trainer -> !trainer.takesSteps())
                                .isPresent())
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "--detector: no detector learns without training steps; name one of "
                                        + String.join(", ", DetectorFamilies.names())))));
    }

    private TrainingEncoder encoder(ModelBundle shared, Optional<String> file) throws IOException {
        long seed = shared.model().provenance().seed();
        if (file.isPresent()) {
            return TrainingEncoder.named(file.get(), false, seed);
        }
        Detector detector = shared.detector();
        boolean isKnown = detector.family().encoder(detector).isPresent()
                && shared.model().provenance().backbone().isPresent();
        return isKnown ? TrainingEncoder.of(shared) : TrainingEncoder.named(TrainingEncoder.TINY, false, seed);
    }

    /** As the shared model was trained, as far as that is known and means something to the other detector. */
    private TrainingPlan plan(ModelBundle shared, DetectorFamily family, TrainingEncoder encoder) {
        Provenance provenance = shared.model().provenance();
        Provenance.Recipe trained = provenance.recipe();
        boolean hasSteps = trained.epochs() > 0;
        int batch = hasSteps ? trained.batch() : BATCH;
        boolean isSame = family.name().equals(shared.model().detector().family());
        Preprocessing own = shared.model().detector().preprocessing();
        try {
            Preprocessing sized = size.map(pixels -> Detectors.preprocessing(family, pixels))
                    .orElseGet(() -> family.preprocessing(own.height(), own.width()));
            return new TrainingPlan(
                    "alone",
                    "1",
                    family,
                    sized.with(own.window()),
                    family.postprocessing(),
                    new Recipe(
                            epochs.orElse(hasSteps ? trained.epochs() : EPOCHS),
                            batch,
                            isSame && hasSteps ? trained.learningRate() : Math.min(1, family.learningRate(batch)),
                            provenance.seed(),
                            trained.precision()),
                    // an imported model was trained elsewhere: all good parts were held out
                    trained.calibrationShare() < 1 ? trained.calibrationShare() : GoodParts.DEFAULT_CALIBRATION_SHARE,
                    FalseRejectRates.DEFAULT);
        } catch (IllegalArgumentException e) {
            Detectors.requireEncoder(family, encoder);
            throw new OperatorException(
                    "the detector " + family.name() + " cannot take the bundle's images: " + e.getMessage()
                            + "; choose a size with --size",
                    e);
        }
    }
}
