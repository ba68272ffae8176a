// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Pictures of good parts, a folder for each class; a folder that itself holds images is one class. */
final class PlainLayout implements LayoutReader {
    @Override
    public boolean recognises(Path root) throws IOException {
        if (!ImageFiles.in(root).isEmpty()) {
            return true;
        }
        for (Path folder : DataFolder.folders(root)) {
            if (!ImageFiles.in(folder).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean isIndexed() {
        return false;
    }

    @Override
    public void read(Path root, OptionalInt split, Listing listing) throws IOException {
        readClass(root, listing);
        for (Path folder : DataFolder.folders(root)) {
            readClass(folder, listing);
        }
    }

    private static void readClass(Path folder, Listing listing) throws IOException {
        if (ImageFiles.in(folder).isEmpty()) {
            return;
        }
        String product = listing.product(folder);
        for (Path image : listing.images(folder)) {
            listing.train(product, Picture.of(image));
        }
    }
}
