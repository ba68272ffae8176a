// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.data;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads a folder in the MVTec AD layout: {@code CLASS/train/good}, {@code CLASS/test/good}, {@code CLASS/test/DEFECT},
 * {@code CLASS/ground_truth/DEFECT/NAME_mask.png}. A folder that itself holds {@code train} or {@code test} is one class.
 * Classes, defects and photographs come in the order of their names.
 */
public final class MvtecFolder {
    private static final Set<String> EXTENSIONS = Set.of("png", "jpg", "jpeg", "bmp", "tif", "tiff");

    private final Path root;
    private final List<String> problems = new ArrayList<>();

    private MvtecFolder(Path root) {
        this.root = root;
    }

    /**
     * Reads the names only; no picture is opened.
     *
     * @throws BrokenDataException listing all missing folders, missing masks and empty classes
     * @throws IOException if the disk fails
     */
    public static List<ProductClass> read(Path root) throws IOException {
        return new MvtecFolder(root).read();
    }

    private List<ProductClass> read() throws IOException {
        if (!Files.isDirectory(root)) {
            throw new BrokenDataException(
                    root, List.of("no such folder; --data names the folder that holds the product classes"));
        }
        List<ProductClass> classes = new ArrayList<>();
        if (isClass(root)) {
            classes.add(readClass(root.toRealPath()));
        } else {
            for (Path folder : folders(root)) {
                if (isClass(folder)) {
                    classes.add(readClass(folder));
                }
            }
        }
        if (classes.isEmpty()) {
            problems.add("no product class found; expected CLASS/train/good and CLASS/test/good below this folder");
        }
        if (!problems.isEmpty()) {
            throw new BrokenDataException(root, problems);
        }
        return List.copyOf(classes);
    }

    private static boolean isClass(Path folder) {
        return Files.isDirectory(folder.resolve("train").resolve(TestPhotograph.GOOD))
                || Files.isDirectory(folder.resolve("test"));
    }

    private ProductClass readClass(Path folder) throws IOException {
        int problemsBefore = problems.size();
        Path trainFolder = folder.resolve("train").resolve(TestPhotograph.GOOD);
        List<Path> train = Files.isDirectory(trainFolder) ? pictures(trainFolder) : List.of();
        List<TestPhotograph> test = new ArrayList<>();
        if (Files.isDirectory(folder.resolve("test"))) {
            for (Path kind : folders(folder.resolve("test"))) {
                test.addAll(readKind(folder, kind));
            }
        }
        if (train.isEmpty() && test.isEmpty() && problems.size() == problemsBefore) {
            problems.add(folder.getFileName() + ": no picture in train/good or test (png, jpg, bmp or tiff)");
        }
        return new ProductClass(folder.getFileName().toString(), train, test);
    }

    private List<TestPhotograph> readKind(Path classFolder, Path kind) throws IOException {
        String defect = kind.getFileName().toString();
        List<TestPhotograph> photographs = new ArrayList<>();
        if (defect.equals(TestPhotograph.GOOD)) {
            for (Path picture : pictures(kind)) {
                photographs.add(new TestPhotograph(picture, defect, Optional.empty()));
            }
            return photographs;
        }
        Path maskFolder = classFolder.resolve("ground_truth").resolve(defect);
        Map<String, Path> masks = Files.isDirectory(maskFolder)
                ? pictures(maskFolder).stream()
                        .collect(toMap(MvtecFolder::stem, mask -> mask, (first, second) -> first, TreeMap::new))
                : Map.of();
        for (Path picture : pictures(kind)) {
            String stem = stem(picture);
            Path mask = masks.getOrDefault(stem + "_mask", masks.get(stem));
            if (mask == null) {
                problems.add(root.relativize(picture) + ": no mask; expected "
                        + root.relativize(maskFolder.resolve(stem + "_mask.png")));
            } else {
                photographs.add(new TestPhotograph(picture, defect, Optional.of(mask)));
            }
        }
        return photographs;
    }

    private static List<Path> folders(Path parent) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(Files::isDirectory)
                    .filter(entry -> !hidden(entry))
                    .sorted()
                    .toList();
        }
    }

    /** The pictures directly in a folder, by name. */
    static List<Path> pictures(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !hidden(entry) && EXTENSIONS.contains(extension(entry)))
                    .sorted()
                    .toList();
        }
    }

    private static boolean hidden(Path entry) {
        return entry.getFileName().toString().startsWith(".");
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
