// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.benchmark.BenchmarkException;
import dev.invigil.benchmark.dataset.DataSet;
import dev.invigil.benchmark.dataset.DataUse;
import dev.invigil.benchmark.dataset.Layout;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** Options that say how a data set is stored. */
final class LayoutOptions {
    /** Of the layouts that are detected. */
    private static final int SPLITS = 4;

    @Option(
            names = "--layout",
            paramLabel = "NAME",
            description =
                    "mvtec, mvtec-ad-2, btad, mpdd, visa, real-iad, ader, coco-ad, cifar10, cifar10-one-class or plain (default: detected).")
    private Optional<String> layout;

    @Option(
            names = "--split",
            paramLabel = "N",
            description =
                    "For coco-ad and cifar10: the split, 0 to 3; for cifar10-one-class: the normal class, 0 to 9.")
    private Optional<Integer> split;

    /** Refuses invalid values of these options, before anything is read. */
    void check() {
        try {
            layout.ifPresent(Layout::named);
        } catch (BenchmarkException e) {
            throw new UsageException(e.getMessage());
        }
        int splits = layout.map(name -> Layout.named(name).splits())
                .filter(count -> count > 0)
                .orElse(SPLITS);
        if (split.isPresent() && (split.get() < 0 || split.get() >= splits)) {
            throw new UsageException("--split must be 0 to " + (splits - 1) + ", not " + split.get());
        }
    }

    /** Reads the data set of a folder and checks it for a use; prints one line on what it is, then what was left out. */
    DataSet read(Path folder, DataUse use, PrintWriter err) throws IOException {
        DataSet found = DataSet.read(
                folder, layout.map(Layout::named), split.map(OptionalInt::of).orElseGet(OptionalInt::empty), use);
        return described(folder, found, err);
    }

    /** The same for good parts, which may also be plain images in one folder per product. */
    DataSet readGoodParts(Path folder, PrintWriter err) throws IOException {
        DataSet found = DataSet.readGoodParts(
                folder, layout.map(Layout::named), split.map(OptionalInt::of).orElseGet(OptionalInt::empty));
        return described(folder, found, err);
    }

    private static DataSet described(Path folder, DataSet found, PrintWriter err) {
        err.printf("%s: %s%n", folder, found.describe());
        found.notes().forEach(note -> err.println("  " + note));
        err.flush();
        return found;
    }
}
