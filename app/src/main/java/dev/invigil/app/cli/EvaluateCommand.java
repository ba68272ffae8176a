// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.terminal.ProgressBar;
import dev.invigil.benchmark.dataset.DataUse;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.benchmark.dataset.TestPhotograph;
import dev.invigil.benchmark.evaluate.BundleEvaluation;
import dev.invigil.benchmark.evaluate.EvaluationRecord;
import dev.invigil.benchmark.evaluate.LineConditions;
import dev.invigil.benchmark.maps.MetricsFormat;
import dev.invigil.benchmark.metric.EvaluationResult;
import dev.invigil.benchmark.metric.MetricDefinition;
import dev.invigil.benchmark.report.Comparison;
import dev.invigil.benchmark.report.ComparisonFolder;
import dev.invigil.benchmark.report.Published;
import dev.invigil.benchmark.report.Report;
import dev.invigil.benchmark.report.ReportFolder;
import dev.invigil.benchmark.report.ReportJob;
import dev.invigil.detector.bundle.Evaluation;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.bundle.ModelDescription;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.trainer.assembly.BundleAssembly;
import dev.invigil.trainer.assembly.BundleLock;
import dev.invigil.trainer.depth.DepthCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Evaluates a bundle on a labelled data set. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = "Evaluate a bundle on a labelled data set.",
        footer = {
            "",
            "Images and masks are evaluated at the input size of the model, as in the papers.",
            "The metric definitions are in 'invigil metrics --help'.",
            "",
            "Examples:",
            "  invigil evaluate --bundle bundle --data mvtec",
            "  invigil evaluate --bundle bundle --data cifar-10-batches-bin --split 0",
            "  invigil evaluate --bundle bundle --data mvtec --format json \\",
            "      | jq .mean.imageAuroc",
            "  invigil evaluate --bundle bundle --data mvtec --report report \\",
            "      --published mvtec",
            "  invigil evaluate --compare before/report.json after/report.json \\",
            "      --report compared"
        })
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--bundle", paramLabel = "DIR", description = "The model bundle.")
    private Path bundle;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "The data set: PRODUCT/test/good, PRODUCT/test/DEFECT, PRODUCT/ground_truth/DEFECT/NAME_mask.png, or another layout of"
                            + " docs/DATASETS.md.")
    private Path data;

    @Mixin
    private LayoutOptions layout;

    @Option(names = "--definition", defaultValue = "ADER", description = "ader, adeval or exact (default: ader).")
    private MetricDefinition definition;

    @Option(names = "--format", defaultValue = "TABLE", description = "table, json, csv or md (default: table).")
    private MetricsFormat format;

    @Option(names = "--device", defaultValue = "auto", description = "auto, cpu or gpu:N (default: auto).")
    private String device;

    @Option(
            names = "--camera",
            paramLabel = "NAME",
            description = "The camera that took the images (default: unknown).")
    private Optional<String> camera;

    @Mixin
    private CameraRuleOptions cameraRules;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description =
                    "Write a report to this folder: a page (index.html), the same as JSON, CSV and Markdown, and curves as SVG.")
    private Optional<Path> report;

    @Option(
            names = "--published",
            paramLabel = "DATA",
            description =
                    "With --report: add the published results of DATA, e.g. mvtec or visa, in the same definition.")
    private Optional<String> published;

    @Option(
            names = "--record",
            paramLabel = "DIR",
            description =
                    "Write the bundle with the results in its manifest to DIR. The bundle there has a new digest.")
    private Optional<Path> record;

    @Option(
            names = "--compare",
            arity = "2",
            paramLabel = "JSON",
            description =
                    "Do not evaluate, but compare the report.json of two models on the same data; with --report DIR also as a page.")
    private List<Path> compared = List.of();

    @Override
    public Integer call() throws IOException {
        if (!compared.isEmpty()) {
            compare();
            return 0;
        }
        if (bundle == null || data == null) {
            throw new ParameterException(
                    spec.commandLine(), "Missing: --bundle=DIR and --data=DIR, or --compare A.json B.json");
        }
        if (published.isPresent() && report.isEmpty()) {
            throw new UsageException("--published needs --report DIR; name a folder for the report");
        }
        if (record.isPresent() && cameraRules.areGiven()) {
            throw new UsageException(
                    "--record keeps results of whole images; evaluate without --camera-rules to record them");
        }
        layout.check();
        ComputeDevice where = CliModels.device(device);
        if (record.isEmpty()) {
            return evaluate(where);
        }
        BundleAssembly.requireWritable(record.get());
        return BundleLock.holding(record.get(), () -> evaluate(where));
    }

    private void compare() throws IOException {
        Comparison comparison = Comparison.of(compared.get(0), compared.get(1));
        spec.commandLine().getOut().print(comparison.markdown());
        spec.commandLine().getOut().flush();
        if (report.isPresent()) {
            said(ComparisonFolder.write(comparison, report.get()));
        }
    }

    private int evaluate(ComputeDevice where) throws IOException {
        List<ProductClass> products = layout.read(
                        data, DataUse.EVALUATION, spec.commandLine().getErr())
                .classes();
        ModelBundle model = CliModels.load(bundle);
        BundleEvaluation.unknownProducts(
                        model.model(),
                        products.stream()
                                .filter(product -> !product.test().isEmpty())
                                .map(ProductClass::name)
                                .toList())
                .ifPresent(spec.commandLine().getErr()::println);
        Map<String, List<Picture>> images = new LinkedHashMap<>();
        products.forEach(product -> images.put(
                product.name(),
                product.test().stream().map(TestPhotograph::image).toList()));
        DepthCheck.warnings(model.model().detector().preprocessing(), images)
                .forEach(spec.commandLine().getErr()::println);
        LineConditions conditions = LineConditions.of(
                cameraRules.rules(model, camera, spec.commandLine().getErr()), camera);
        EvaluationResult result;
        List<String> notes = new ArrayList<>();
        Optional<Path> page = Optional.empty();
        Optional<Published> rows = published.map(name -> Published.of(name, definition));
        try (ProgressBar bar = ProgressBar.onStandardError("scoring")) {
            BundleEvaluation.Listener listener = new BundleEvaluation.Listener() {
                @Override
                public void scored(int done, int total) {
                    bar.update(done, total, "");
                }

                @Override
                public void noted(String line) {
                    notes.add(line);
                }
            };
            if (report.isPresent()) {
                Report whole = new ReportJob(model, data, conditions, Version.number(), Clock.systemUTC())
                        .run(products, definition, rows, where, listener);
                page = Optional.of(ReportFolder.write(whole, report.get()));
                result = whole.result();
            } else {
                result = BundleEvaluation.evaluate(model, products, definition, conditions, where, listener);
            }
        }
        notes.forEach(spec.commandLine().getErr()::println);
        spec.commandLine().getOut().print(format.render(result));
        spec.commandLine().getOut().flush();
        page.ifPresent(this::said);
        if (record.isPresent()) {
            record(model, EvaluationRecord.of(result, products), record.get());
        }
        return 0;
    }

    private void record(ModelBundle old, Evaluation measured, Path place) throws IOException {
        ModelDescription model = old.model().with(old.model().provenance().with(measured));
        ModelBundle now = BundleAssembly.rewrite(place, old, model);
        spec.commandLine().getErr().print(CliModels.rewritten(place, old, now));
        spec.commandLine().getErr().flush();
    }

    private void said(Path page) {
        spec.commandLine().getErr().println("report: " + page);
    }
}
