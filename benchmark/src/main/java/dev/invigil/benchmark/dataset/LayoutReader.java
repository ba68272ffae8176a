// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** Knows one shape of data on disk. */
interface LayoutReader {
    /** Whether a folder is of this shape, by the names in it. */
    boolean recognises(Path root) throws IOException;

    /** Whether a file lists the images, rather than folders. */
    boolean isIndexed();

    /** The settings that are there, where the layout has some. */
    default List<Integer> splits(Path root) {
        return List.of();
    }

    /**
     * Lists what is there; opens no image. Lists nothing when the folder is not of this shape.
     *
     * @param split the setting, where the layout has some
     */
    void read(Path root, OptionalInt split, Listing listing) throws IOException;
}
