// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Pictures of good parts, a folder for each class; a folder that itself holds pictures is one class. */
final class PlainLayout implements LayoutReader {
    @Override
    public boolean recognises(Path root) throws IOException {
        if (!FolderLayout.pictures(root).isEmpty()) {
            return true;
        }
        for (Path folder : FolderLayout.folders(root)) {
            if (!FolderLayout.pictures(folder).isEmpty()) {
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
        for (Path folder : FolderLayout.folders(root)) {
            readClass(folder, listing);
        }
    }

    private static void readClass(Path folder, Listing listing) throws IOException {
        String product = folder.toRealPath().getFileName().toString();
        for (Path picture : FolderLayout.pictures(folder)) {
            listing.train(product, Picture.of(picture));
        }
    }
}
