// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.evaluate;

import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.benchmark.evaluate.BundleEvaluation;
import dev.invigil.benchmark.evaluate.LineConditions;
import dev.invigil.benchmark.metric.EvaluationOptions;
import dev.invigil.benchmark.metric.EvaluationResult;
import dev.invigil.benchmark.metric.MetricDefinition;
import dev.invigil.benchmark.report.PartImages;
import dev.invigil.benchmark.report.Report;
import dev.invigil.benchmark.report.ReportFolder;
import dev.invigil.benchmark.report.ReportJob;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.trainer.gate.EvaluatedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Evaluates a bundle on held-out parts: what the gate compares, and small images of each part for its page.
 *
 * <p>What the bundle knows and the data does not contain becomes a product without parts, so that the gate sees that nothing is known of it.
 */
public final class HeldOutEvaluation {
    private final ModelBundle bundle;
    private final Path root;
    private final List<ProductClass> data;
    private final MetricDefinition definition;

    /**
     * @param root the data's folder: parts are named by their place below it
     * @param data of which the test images are used
     * @param definition of the metrics
     */
    public HeldOutEvaluation(ModelBundle bundle, Path root, List<ProductClass> data, MetricDefinition definition) {
        this.bundle = bundle;
        this.root = root;
        this.data = List.copyOf(data);
        this.definition = definition;
    }

    /**
     * The results of an evaluation.
     *
     * @param model for the gate
     * @param metrics of the products, as {@code invigil evaluate} prints them
     */
    public record Result(EvaluatedModel model, EvaluationResult metrics) {}

    /**
     * Evaluates.
     *
     * @param images folder for small images of all parts, see {@link PartImages}
     * @throws dev.invigil.benchmark.BenchmarkException if there is no test image, one cannot be read, or the self-test fails
     */
    public Result run(Path images, ComputeDevice device, BundleEvaluation.Listener listener) throws IOException {
        PartCollector parts = new PartCollector(root);
        EvaluationResult metrics = BundleEvaluation.evaluate(
                bundle,
                data,
                EvaluationOptions.defaults(),
                LineConditions.NONE,
                device,
                listener,
                both(parts, new PartImages(bundle, root, images)),
                evaluation -> evaluation.result(definition));
        return new Result(parts.model(bundle), metrics);
    }

    /**
     * Evaluates without small images of the parts.
     *
     * @throws dev.invigil.benchmark.BenchmarkException as {@link #run} does
     */
    public EvaluatedModel parts(ComputeDevice device, BundleEvaluation.Listener listener) {
        PartCollector parts = new PartCollector(root);
        return BundleEvaluation.evaluate(
                bundle,
                data,
                EvaluationOptions.defaults(),
                LineConditions.NONE,
                device,
                listener,
                parts,
                evaluation -> parts.model(bundle));
    }

    /**
     * Evaluates and writes the report, with confidence intervals, which takes longer.
     *
     * @param images folder for small images of all parts, see {@link PartImages}
     * @param report folder of the report's page, see {@link ReportFolder}
     * @param codeVersion of Invigil
     * @throws dev.invigil.benchmark.BenchmarkException as {@link #run} does
     */
    public Result runWithReport(
            Path images,
            Path report,
            String codeVersion,
            Clock clock,
            ComputeDevice device,
            BundleEvaluation.Listener listener)
            throws IOException {
        PartCollector parts = new PartCollector(root);
        Report whole = new ReportJob(bundle, root, codeVersion, clock)
                .run(
                        data,
                        definition,
                        Optional.empty(),
                        device,
                        listener,
                        both(parts, new PartImages(bundle, root, images)));
        ReportFolder.write(whole, report);
        return new Result(parts.model(bundle), whole.result());
    }

    private static BundleEvaluation.Witness both(BundleEvaluation.Witness one, BundleEvaluation.Witness other) {
        return (product, photograph, scored, inspection) -> {
            one.onScored(product, photograph, scored, inspection);
            other.onScored(product, photograph, scored, inspection);
        };
    }
}
