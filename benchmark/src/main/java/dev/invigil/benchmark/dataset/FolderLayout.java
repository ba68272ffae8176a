// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Pictures in folders that say what they are. A folder that itself holds the folders of a class is one class. Classes, defects and
 * pictures come in the order of their names; the mask of {@code NAME} is {@code NAME_mask} or {@code NAME}, of any format.
 *
 * @param train folders of good parts to learn from, below a class
 * @param test the folder with one folder for good parts and one per defect
 * @param good name of the folder for good parts
 * @param masks the folder with one folder of masks per defect
 * @param marks folders any of which makes a class
 * @param foreign folders that are another layout's mark
 */
record FolderLayout(
        List<String> train, String test, String good, String masks, List<String> marks, List<String> foreign)
        implements LayoutReader {
    private static final Set<String> EXTENSIONS = Set.of("png", "jpg", "jpeg", "bmp", "tif", "tiff");

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
            readClass(root, folder, listing);
        }
    }

    private List<Path> classes(Path root) throws IOException {
        return hasAny(root, marks)
                ? List.of(root)
                : folders(root).stream().filter(folder -> hasAny(folder, marks)).toList();
    }

    private static boolean hasAny(Path folder, List<String> names) {
        return names.stream().anyMatch(name -> Files.isDirectory(folder.resolve(name)));
    }

    private void readClass(Path root, Path folder, Listing listing) throws IOException {
        String product = folder.toRealPath().getFileName().toString();
        listing.product(product);
        for (String part : train) {
            for (Path picture : pictures(folder.resolve(part))) {
                listing.train(product, Picture.of(picture));
            }
        }
        for (Path kind : folders(folder.resolve(test))) {
            if (kind.getFileName().toString().equals(good)) {
                for (Path picture : pictures(kind)) {
                    listing.test(
                            product, new TestPhotograph(Picture.of(picture), TestPhotograph.GOOD, Optional.empty()));
                }
            } else if (!kind.equals(folder.resolve(masks))) {
                readDefect(root, folder, kind, listing);
            }
        }
    }

    private void readDefect(Path root, Path folder, Path kind, Listing listing) throws IOException {
        String product = folder.toRealPath().getFileName().toString();
        String defect = kind.getFileName().toString();
        Path maskFolder = folder.resolve(masks).resolve(defect);
        Map<String, Path> byStem = pictures(maskFolder).stream()
                .collect(toMap(FolderLayout::stem, mask -> mask, (first, second) -> first));
        for (Path picture : pictures(kind)) {
            String stem = stem(picture);
            Path mask = byStem.getOrDefault(stem + "_mask", byStem.get(stem));
            if (mask == null) {
                listing.problem(
                        product,
                        root.relativize(picture) + ": no mask; expected "
                                + root.relativize(maskFolder.resolve(stem + "_mask.png")) + " (or " + stem + ".*)");
            } else {
                listing.test(product, new TestPhotograph(Picture.of(picture), defect, Optional.of(mask)));
            }
        }
    }

    static List<Path> folders(Path parent) throws IOException {
        return visible(parent).stream().filter(Files::isDirectory).toList();
    }

    static List<Path> pictures(Path folder) throws IOException {
        return visible(folder).stream()
                .filter(entry -> EXTENSIONS.contains(extension(entry)))
                .toList();
    }

    /** What is directly in a folder, by name; nothing when there is no such folder. */
    private static List<Path> visible(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private static String extension(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
