// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.terminal.ProgressBar;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.evaluation.EvaluationResult;
import dev.invigil.detector.evaluation.MetricDefinition;
import dev.invigil.trainer.data.MvtecFolder;
import dev.invigil.trainer.data.ProductClass;
import dev.invigil.trainer.evaluate.BundleEvaluation;
import dev.invigil.trainer.metrics.MetricsFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A bundle against data whose truth is known. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = "Measure a bundle on photographs whose truth is known.",
        footer = {
            "",
            "Pictures and masks are judged at the model's own size, as the papers do; definitions as in 'invigil metrics --help'.",
            "",
            "Examples:",
            "  invigil evaluate --bundle bundle --data mvtec",
            "  invigil evaluate --bundle bundle --data mvtec --format json | jq .mean.imageAuroc"
        })
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--bundle", required = true, paramLabel = "DIR", description = "The model bundle.")
    private Path bundle;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "MVTec layout: CLASS/test/good, CLASS/test/DEFECT, CLASS/ground_truth/DEFECT/NAME_mask.png.")
    private Path data;

    @Option(names = "--definition", defaultValue = "ADER", description = "ader, adeval or exact (default: ader).")
    private MetricDefinition definition;

    @Option(names = "--format", defaultValue = "TABLE", description = "table, json, csv or md (default: table).")
    private MetricsFormat format;

    @Option(names = "--device", defaultValue = "auto", description = "auto, cpu or gpu:N (default: auto).")
    private String device;

    @Override
    public Integer call() throws IOException {
        List<ProductClass> products = MvtecFolder.read(data);
        ModelBundle model = Models.load(bundle);
        EvaluationResult result;
        try (ProgressBar bar = ProgressBar.onStandardError("scoring")) {
            result = BundleEvaluation.evaluate(
                    model, products, definition, Models.device(device), (done, total) -> bar.update(done, total, ""));
        }
        spec.commandLine().getOut().print(format.render(result));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
