// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.benchmark.dataset.BrokenDataException;
import dev.invigil.benchmark.maps.MapSource;
import dev.invigil.benchmark.maps.MetricsFormat;
import dev.invigil.benchmark.maps.MetricsRun;
import dev.invigil.benchmark.metric.EvaluationOptions;
import dev.invigil.benchmark.metric.EvaluationResult;
import dev.invigil.benchmark.metric.MetricDefinition;
import dev.invigil.kit.OperatorException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Computes metrics of anomaly maps made by any tool. */
@Command(
        name = "metrics",
        mixinStandardHelpOptions = true,
        description = "Compute benchmark metrics of anomaly maps made by any tool.",
        footer = {
            "",
            "Input:",
            "  FILE.safetensors   maps [N,H,W] (float), masks [N,H,W] (u8), optionally",
            "                     classes [N], samples [N] (equal for views of one part);",
            "                     labels [N] if there are only image labels",
            "  a folder           of such files, one per class; or of maps",
            "                     CLASS/test/DEFECT/NAME.tiff or .npy",
            "",
            "Definitions, never mixed in one table:",
            "  ader    the papers' tables: F1 and IoU at even thresholds of normalised",
            "          maps, AUPRO at 100 steps",
            "  adeval  the ADer benchmark's tables: pixel AUROC, AP and AUPRO from a",
            "          histogram of 50 strips",
            "  exact   all thresholds, without binning; AUPRO to a false-positive rate of",
            "          0.3, interpolated there",
            "",
            "Examples:",
            "  invigil metrics maps.safetensors",
            "  invigil metrics anomaly_maps --ground-truth mvtec --definition exact",
            "  invigil metrics maps.safetensors --format json | jq .mean.aupro"
        })
final class MetricsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "INPUT", description = "A .safetensors file, or a folder of maps.")
    private Path input;

    @Option(
            names = "--ground-truth",
            paramLabel = "DIR",
            description =
                    "For a folder of maps: the MVTec tree with CLASS/ground_truth/DEFECT/NAME_mask.png (default: the folder itself).")
    private Optional<Path> groundTruth;

    @Option(
            names = "--definition",
            paramLabel = "NAME",
            defaultValue = "ADER",
            description = "ader, adeval or exact (default: ader).")
    private MetricDefinition definition;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            defaultValue = "TABLE",
            description = "table, json, csv or md (default: table).")
    private MetricsFormat format;

    @Option(
            names = "--pooling",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Average the map over N x N before taking the maximum as image score; 16 for UniAD (default: 1, no averaging).")
    private int pooling;

    @Override
    public void run() {
        UsageException.requireAtLeast("--pooling", 1, pooling);
        try {
            MapSource source = MapSource.open(input, groundTruth);
            source.notes().forEach(spec.commandLine().getErr()::println);
            spec.commandLine().getOut().print(format.render(evaluate(source)));
            spec.commandLine().getOut().flush();
        } catch (BrokenDataException | IOException | UncheckedIOException e) {
            throw new OperatorException(e.getMessage(), e);
        }
    }

    private EvaluationResult evaluate(MapSource source) throws BrokenDataException {
        return MetricsRun.evaluate(
                source, definition, EvaluationOptions.defaults().withPooling(pooling), () -> {});
    }
}
