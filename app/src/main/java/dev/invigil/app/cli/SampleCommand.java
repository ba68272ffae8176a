// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.sampleline.DefectKind;
import dev.invigil.app.sampleline.Product;
import dev.invigil.app.sampleline.SampleFolder;
import dev.invigil.app.sampleline.SampleLine;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.Reason;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes sample images. */
@Command(
        name = "sample",
        mixinStandardHelpOptions = true,
        description =
                "Render the three products of the demo as a data set in the MVTec layout, to try train and evaluate.",
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

    @Parameters(paramLabel = "DIR", description = "The folder to write; created if it does not exist.")
    private Path folder;

    @Option(names = "--train", defaultValue = "60", description = "Good parts per product for training (default: 60).")
    private int train;

    @Option(names = "--good", defaultValue = "20", description = "Good parts per product for testing (default: 20).")
    private int good;

    @Option(
            names = "--defective",
            defaultValue = "5",
            description = "Test parts per product and kind of defect (default: 5).")
    private int defective;

    @Option(
            names = "--size",
            defaultValue = "256",
            description = "Height and width of the images in pixels (default: 256).")
    private int size;

    @Option(
            names = "--seed",
            defaultValue = "7",
            description = "Seed: the same seed gives the same images (default: 7).")
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
            throw new OperatorException(
                    "the folder " + folder + " cannot be written (" + Reason.of(e)
                            + "); free some space on its disk, make it writable, or name another folder",
                    e);
        }
        spec.commandLine()
                .getOut()
                .printf(
                        "%s: %d products, each with %d good parts for training, %d good and %d defective parts for testing%n",
                        folder, Product.values().length, train, good, defective * DefectKind.values().length);
    }
}
