// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/** A comparison on disk: {@value ReportFolder#PAGE} and {@code comparison.md}. */
public final class ComparisonFolder {
    private ComparisonFolder() {}

    /**
     * Writes a comparison; files of an earlier one are replaced.
     *
     * @return the page
     */
    public static Path write(Comparison comparison, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("comparison.md"), ComparisonMarkdown.of(comparison));
        Path page = folder.resolve(ReportFolder.PAGE);
        try (Writer out = Files.newBufferedWriter(page)) {
            Pages.write(comparison, out);
        }
        return page;
    }
}
