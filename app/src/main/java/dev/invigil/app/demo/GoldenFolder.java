// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import dev.invigil.app.sampleline.SampleFolder;
import dev.invigil.app.sampleline.SampleLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The golden data of the demo: good parts to train on, and good and defective parts on which models are compared. Rendered once.
 *
 * @param folder where it is
 */
record GoldenFolder(Path folder) {
    /** Per product; the same parts as those of the demo's first model. */
    private static final int TEST_GOOD = 80;
    /** Per product and kind of defect. The gate concludes nothing from fewer than 29 defective parts of a product. */
    private static final int TEST_DEFECTIVE = 8;

    private static final String COMPLETE = "complete";

    /** Renders the data, unless an earlier demo did. */
    static GoldenFolder of(SampleLine line, int train, Path home) throws IOException {
        GoldenFolder golden = new GoldenFolder(
                home.resolve("demo").resolve("golden-%d-%d-%d".formatted(line.seed(), train, TEST_DEFECTIVE)));
        Path marker = golden.folder().resolveSibling(golden.folder().getFileName() + "." + COMPLETE);
        if (!Files.exists(marker)) {
            new SampleFolder(line, train, TEST_GOOD, TEST_DEFECTIVE).write(golden.folder());
            Files.createFile(marker);
        }
        return golden;
    }
}
