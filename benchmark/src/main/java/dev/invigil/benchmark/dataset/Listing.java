// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a layout finds: the classes in the order of their appearance, what is wrong, and what was left out. */
final class Listing {
    private static final class Parts {
        private final List<Picture> train = new ArrayList<>();
        private final Map<Picture, String> samples = new LinkedHashMap<>();
        private final List<TestPhotograph> test = new ArrayList<>();
        private boolean hasProblem;

        boolean isEmpty() {
            return train.isEmpty() && test.isEmpty() && !hasProblem;
        }
    }

    private final Path root;
    private final DataUse use;
    private final Map<String, Parts> classes = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    /** @param use problems that it does not concern are not kept */
    Listing(Path root, DataUse use) {
        this.root = root;
        this.use = use;
    }

    /** A class that is there, even when nothing is in it. */
    void product(String name) {
        parts(name);
    }

    private Parts parts(String name) {
        return classes.computeIfAbsent(DataNames.composed(name), n -> new Parts());
    }

    /** A folder that is a class. @return its name */
    String product(Path folder) {
        String name = DataNames.of(folder);
        product(name);
        if (!DataNames.isText(folder)) {
            problem(
                    name,
                    "the folder " + relative(folder) + " has a name that is not text in the system's character set ("
                            + System.getProperty("sun.jnu.encoding")
                            + "), so its product cannot be named; rename it, or set LC_ALL=C.UTF-8 if it is UTF-8");
        }
        return name;
    }

    void train(String product, Picture picture) {
        parts(product).train.add(picture);
    }

    void test(String product, TestPhotograph photograph) {
        parts(product).test.add(photograph);
    }

    /** A line of an index's training list. */
    void train(String product, IndexEntry entry) {
        product(product);
        Optional<Path> image = entry.imageIn(root);
        if (entry.image().isEmpty()) {
            trainProblem(product, product + ": a training entry without an image");
        } else if (!entry.isGood()) {
            trainProblem(product, entry.image() + ": anomalous, but in the training list of " + product);
        } else if (image.isEmpty()) {
            trainProblem(product, entry.image() + ": not a valid path");
        } else {
            Picture picture = Picture.of(image.get());
            train(product, picture);
            entry.sample().ifPresent(sample -> parts(product).samples.put(picture, sample));
        }
    }

    /** A line of an index's test list. */
    void test(String product, IndexEntry entry) {
        product(product);
        Optional<Path> image = entry.imageIn(root);
        if (entry.image().isEmpty()) {
            testProblem(product, product + ": a test entry without an image");
        } else if (image.isEmpty()) {
            testProblem(product, entry.image() + ": not a valid path");
        } else {
            test(
                    product,
                    new TestPhotograph(
                            Picture.of(image.get()),
                            entry.isGood() ? TestPhotograph.GOOD : DataNames.composed(entry.defect()),
                            entry.isGood() ? Optional.empty() : entry.maskIn(root),
                            entry.sample()));
        }
    }

    /** The images of a folder; what else is in it is left out and noted. */
    List<Path> images(Path folder) throws IOException {
        List<String> others = new ArrayList<>();
        List<Path> images = ImageFiles.in(folder, (file, reason) -> others.add(relative(file) + " (" + reason + ")"));
        leftOut.addAll(others);
        return images;
    }

    private void trainProblem(String product, String line) {
        if (use.trains()) {
            problem(product, line);
        }
        parts(product).hasProblem = true;
    }

    private void testProblem(String product, String line) {
        if (use.tests()) {
            problem(product, line);
        }
        parts(product).hasProblem = true;
    }

    /** What is wrong with the data as a whole. */
    void problem(String line) {
        problems.add(line);
    }

    /** What is wrong with a class. */
    private void problem(String product, String line) {
        parts(product).hasProblem = true;
        problem(line);
    }

    /** The content of a JSON file; empty, and a problem, when it is not of this form. */
    <T> Optional<T> json(Path file, Class<T> form) throws IOException {
        return IndexFiles.json(file, form, line -> problem(relative(file) + ": " + line));
    }

    /** The rows of a CSV file; none, and a problem, when it is none. */
    List<IndexFiles.Row> csv(Path file) throws IOException {
        return IndexFiles.csv(file, line -> problem(relative(file) + ": " + line));
    }

    private String relative(Path file) {
        return file.startsWith(root) ? root.relativize(file).toString() : file.toString();
    }

    List<ProductClass> classes() {
        List<ProductClass> all = new ArrayList<>();
        classes.forEach((name, parts) -> all.add(new ProductClass(name, parts.train, parts.test, parts.samples)));
        return all;
    }

    /** What was reported, and the classes in which there is nothing. */
    List<String> problems() {
        List<String> all = new ArrayList<>(problems);
        classes.forEach((name, parts) -> {
            if (parts.isEmpty() && !use.leavesOut()) {
                all.add(name + ": it contains no images");
            }
        });
        return all;
    }

    /** Files among the images that cannot be read as images, each with the reason. */
    List<String> leftOut() {
        return leftOut;
    }
}
