// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Pictures in folders that say what they are. A folder that itself holds the folders of a class is one class. Classes, defects and
 * images come in the order of their names; the mask of {@code NAME} is {@code NAME_mask} or {@code NAME}, of any format. A defect may
 * be without a mask.
 *
 * @param train folders of good training parts, below a class
 * @param test the folder with one folder for good parts and one per defect
 * @param good name of the folder for good parts
 * @param masks the folder with one folder of masks per defect
 * @param marks folders any of which makes a class
 * @param foreign folders that are another layout's mark
 */
record FolderLayout(
        List<String> train, String test, String good, String masks, List<String> marks, List<String> foreign)
        implements LayoutReader {
    @Override
    public boolean recognises(Path root) throws IOException {
        return classes(root).stream().anyMatch(folder -> !hasAny(folder, foreign));
    }

    @Override
    public boolean isIndexed() {
        return false;
    }

    @Override
    public void read(Path root, OptionalInt split, Listing listing) throws IOException {
        for (Path folder : classes(root)) {
            readClass(folder, listing);
        }
    }

    private List<Path> classes(Path root) throws IOException {
        return hasAny(root, marks)
                ? List.of(root)
                : DataFolder.folders(root).stream()
                        .filter(folder -> hasAny(folder, marks))
                        .toList();
    }

    private static boolean hasAny(Path folder, List<String> names) {
        return names.stream().anyMatch(name -> Files.isDirectory(folder.resolve(name)));
    }

    private void readClass(Path folder, Listing listing) throws IOException {
        String product = listing.product(folder);
        for (String part : train) {
            for (Path image : listing.images(folder.resolve(part))) {
                listing.train(product, Picture.of(image));
            }
        }
        for (Path kind : DataFolder.folders(folder.resolve(test))) {
            if (kind.getFileName().toString().equals(good)) {
                for (Path image : listing.images(kind)) {
                    listing.test(product, new TestPhotograph(Picture.of(image), TestPhotograph.GOOD, Optional.empty()));
                }
            } else if (!kind.equals(folder.resolve(masks))) {
                readDefect(product, folder, kind, listing);
            }
        }
    }

    private void readDefect(String product, Path folder, Path kind, Listing listing) throws IOException {
        String defect = DataNames.of(kind);
        Map<String, Path> byStem = masks(folder.resolve(masks), defect, listing);
        for (Path image : listing.images(kind)) {
            String stem = DataNames.stem(image);
            Path mask = byStem.getOrDefault(stem + "_mask", byStem.get(stem));
            listing.test(product, new TestPhotograph(Picture.of(image), defect, Optional.ofNullable(mask)));
        }
    }

    /** The masks of a defect by the stems of their names. */
    private static Map<String, Path> masks(Path parent, String defect, Listing listing) throws IOException {
        Map<String, Path> byStem = new HashMap<>();
        for (Path folder : DataFolder.folders(parent)) {
            if (DataNames.of(folder).equals(defect)) {
                for (Path mask : listing.images(folder)) {
                    byStem.putIfAbsent(DataNames.stem(mask), mask);
                }
            }
        }
        return byStem;
    }
}
