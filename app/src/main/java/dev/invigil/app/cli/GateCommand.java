// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.terminal.ProgressBar;
import dev.invigil.benchmark.dataset.DataUse;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.benchmark.metric.MetricDefinition;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.disk.TemporaryFolder;
import dev.invigil.trainer.evaluate.HeldOutEvaluation;
import dev.invigil.trainer.gate.EvaluatedModel;
import dev.invigil.trainer.gate.Gate;
import dev.invigil.trainer.gate.GateDecision;
import dev.invigil.trainer.gate.GateRules;
import dev.invigil.trainer.gate.page.GateFolder;
import dev.invigil.trainer.gate.page.GatePictures;
import dev.invigil.trainer.gate.page.GateSentences;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The decision of the gate, without the service that retrains. */
@Command(
        name = "gate",
        mixinStandardHelpOptions = true,
        description = "Decide whether a new model may replace the active one.",
        footer = {
            "",
            "Both bundles are evaluated on the test images of the data. What is promised,",
            "and how to choose the margins: docs/RETRAINING.md.",
            "",
            "Examples:",
            "  invigil gate active candidate golden --out gate",
            "  invigil gate active candidate golden --rules gate.yaml --out gate"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:PROMOTE: the candidate may replace the active model",
            "1:failure: nothing was decided",
            "2:wrong usage",
            "3:INCONCLUSIVE: the parts do not suffice to say",
            "4:REJECT: the candidate must not replace the active model"
        })
final class GateCommand implements Callable<Integer> {
    private static final int UNDECIDED = 3;
    private static final int REJECTED = 4;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "ACTIVE", description = "The bundle of the active model.")
    private Path active;

    @Parameters(index = "1", paramLabel = "CANDIDATE", description = "The bundle of the new model.")
    private Path candidate;

    @Parameters(
            index = "2",
            paramLabel = "DATA",
            description = "The data set whose test images decide. No model may have been trained on them.")
    private Path data;

    @Mixin
    private LayoutOptions layout;

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description = "YAML with the keys of the section trainer.gate (default: its defaults).")
    private Optional<Path> rules;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Write the page (index.html) and gate.json to this folder.")
    private Path out;

    @Option(names = "--device", defaultValue = "auto", description = "auto, cpu or gpu:N (default: auto).")
    private String device;

    @Override
    public Integer call() throws IOException {
        layout.check();
        ComputeDevice where = CliModels.device(device);
        GateRules chosen = rules.map(file -> Configuration.read(file, GateRules.class, Map.of()))
                .orElse(GateRules.DEFAULTS);
        ModelBundle first = CliModels.load(active);
        ModelBundle second = CliModels.load(candidate);
        List<ProductClass> products = layout.read(
                        data, DataUse.EVALUATION, spec.commandLine().getErr())
                .classes();
        try (TemporaryFolder temporary = TemporaryFolder.create("invigil-gate")) {
            Path images = temporary.folder();
            EvaluatedModel before = evaluated("active", first, products, images, where);
            EvaluatedModel after = evaluated("candidate", second, products, images, where);
            GateDecision decision = Gate.decide(Optional.of(before), after, chosen);
            Path page = GateFolder.write(
                    decision, GatePictures.of(images.resolve("active"), images.resolve("candidate")), out);
            print(decision);
            spec.commandLine().getErr().println("page: " + page);
            return decision.fold(promote -> 0, reject -> REJECTED, open -> UNDECIDED);
        }
    }

    private EvaluatedModel evaluated(
            String name, ModelBundle bundle, List<ProductClass> products, Path images, ComputeDevice where)
            throws IOException {
        try (ProgressBar bar = ProgressBar.onStandardError(name)) {
            return new HeldOutEvaluation(bundle, data, products, MetricDefinition.ADER)
                    .run(images.resolve(name), where, (done, total) -> bar.update(done, total, ""))
                    .model();
        }
    }

    private void print(GateDecision decision) {
        PrintWriter print = spec.commandLine().getOut();
        print.println(decision.<String>fold(promote -> "PROMOTE", reject -> "REJECT", open -> "INCONCLUSIVE"));
        print.println(GateSentences.headline(decision));
        decision.fold(
                        promote -> Stream.<String>empty(),
                        reject -> reject.reasons().stream()
                                .map(reason -> reason.product() + ": " + reason.sentence() + "."),
                        open -> open.missing().stream()
                                .map(missing -> missing.product() + ": " + String.join(" ", missing.reasons()) + " "
                                        + GateSentences.missing(missing)))
                .forEach(line -> print.println("  " + line));
        print.flush();
    }
}
