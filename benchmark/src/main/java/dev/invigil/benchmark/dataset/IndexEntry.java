// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One image as an index file lists it. Absent texts are empty.
 *
 * @param image path of the image, relative to the data's root (or absolute)
 * @param defect name of the defect, {@value TestPhotograph#GOOD} for none
 * @param mask path of the mask, as {@code image}
 * @param sample see {@link TestPhotograph}
 */
record IndexEntry(String image, String defect, String mask, Optional<String> sample) {
    /** For indexes that state good or anomalous but do not name the defect. */
    static final String UNNAMED_DEFECT = "anomaly";

    IndexEntry {
        image = textOf(image);
        defect = textOf(defect);
        mask = textOf(mask);
    }

    /** The only view of its part. */
    IndexEntry(String image, String defect, String mask) {
        this(image, defect, mask, Optional.empty());
    }

    boolean isGood() {
        return defect.equals(TestPhotograph.GOOD);
    }

    /** The image's file; empty if the text is not a path. */
    Optional<Path> imageIn(Path root) {
        return IndexFiles.file(root, image);
    }

    /** The mask's file; empty where the entry names none, or the text is not a path. */
    Optional<Path> maskIn(Path root) {
        return mask.isEmpty() ? Optional.empty() : IndexFiles.file(root, mask);
    }

    private static String textOf(String text) {
        return text == null ? "" : text.strip();
    }
}
