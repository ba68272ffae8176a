// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.sampleline.DefectKind;
import dev.invigil.app.sampleline.Product;
import dev.invigil.app.sampleline.SampleFolder;
import dev.invigil.app.sampleline.SampleLine;
import dev.invigil.kit.OperatorException;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Photographs to try things out with. */
@Command(
        name = "sample",
        mixinStandardHelpOptions = true,
        description =
                "Render the demo's three products as a data folder in the MVTec layout, to try train and evaluate with.",
        footer = {
            "",
            "Examples:",
            "  invigil sample parts",
            "  invigil train --data parts --size 128 --epochs 8 --out bundle",
            "  invigil evaluate --bundle bundle --data parts"
        })
final class SampleCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Where the folder goes; made when absent.")
    private Path folder;

    @Option(names = "--train", defaultValue = "60", description = "Good parts per product to learn from (default: 60).")
    private int train;

    @Option(names = "--good", defaultValue = "20", description = "Good parts per product to test on (default: 20).")
    private int good;

    @Option(
            names = "--defective",
            defaultValue = "5",
            description = "Parts per product and kind of defect to test on (default: 5).")
    private int defective;

    @Option(
            names = "--size",
            defaultValue = "256",
            description = "Height and width of the photographs in pixels (default: 256).")
    private int size;

    @Option(names = "--seed", defaultValue = "7", description = "Same seed, same photographs (default: 7).")
    private long seed;

    @Override
    public void run() {
        UsageException.requireAtLeast("--train", 0, train);
        UsageException.requireAtLeast("--good", 0, good);
        UsageException.requireAtLeast("--defective", 0, defective);
        SampleLine line = UsageException.checked(() -> new SampleLine(size, seed));
        try {
            new SampleFolder(line, train, good, defective).write(folder);
        } catch (IOException e) {
            throw new OperatorException("the folder " + folder + " cannot be written: " + e.getMessage(), e);
        }
        spec.commandLine()
                .getOut()
                .printf(
                        "%s: %d products, each %d good parts to learn from, %d good and %d defective ones to test on%n",
                        folder, Product.values().length, train, good, defective * DefectKind.values().length);
    }
}
