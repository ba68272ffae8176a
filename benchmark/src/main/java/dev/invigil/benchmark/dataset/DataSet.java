// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * A data set that was found whole.
 *
 * @param layout its shape on disk
 * @param split which of the layout's settings; empty when there is nothing to choose
 * @param classes in the layout's order
 */
public record DataSet(Layout layout, OptionalInt split, List<ProductClass> classes) {
    public DataSet {
        classes = List.copyOf(classes);
    }

    /** Reads a folder of a layout without settings, see {@link #read(Path, Optional, OptionalInt)}. */
    public static DataSet read(Path root) throws IOException {
        return read(root, Optional.empty(), OptionalInt.empty());
    }

    /**
     * Lists the pictures of a folder and reads the header of each.
     *
     * @param layout the shape to insist on; when absent, whichever is there
     * @param split the setting, from 0, of the layouts that have some; may be absent when only one is there
     * @throws BrokenDataException listing everything that is wrong: unknown layout, empty classes, missing, unreadable and repeated
     *     pictures, missing masks and masks of another size
     * @throws IOException if the disk fails
     */
    public static DataSet read(Path root, Optional<Layout> layout, OptionalInt split) throws IOException {
        requireFolder(root);
        return read(root, layout.isPresent() ? layout.get() : Layout.of(root), split);
    }

    /**
     * The same of a folder of good parts, which may also be plain: a folder of pictures for each class.
     *
     * @throws BrokenDataException as {@link #read(Path, Optional, OptionalInt)} does
     */
    public static DataSet readGoodParts(Path root, Optional<Layout> layout, OptionalInt split) throws IOException {
        requireFolder(root);
        return read(root, layout.isPresent() ? layout.get() : Layout.ofGoodParts(root), split);
    }

    private static void requireFolder(Path root) {
        if (!Files.isDirectory(root)) {
            throw new BrokenDataException(
                    root, List.of("no such folder; --data names the folder that holds the product classes"));
        }
    }

    private static DataSet read(Path root, Layout shape, OptionalInt split) throws IOException {
        OptionalInt setting = setting(root, shape, split);
        Path plain = root.normalize();
        Listing listing = new Listing(plain);
        shape.reader().read(plain, setting, listing);
        List<ProductClass> classes = listing.classes();
        List<String> problems = listing.problems();
        problems.addAll(new DataCheck(plain).problems(classes));
        if (classes.isEmpty() && problems.isEmpty()) {
            problems.add("nothing in layout " + shape.label() + " here; expected " + shape.shape());
        }
        if (!problems.isEmpty()) {
            throw new BrokenDataException(root, problems);
        }
        return new DataSet(shape, setting, classes);
    }

    private static OptionalInt setting(Path root, Layout layout, OptionalInt asked) {
        int splits = layout.splits();
        if (splits == 0) {
            if (asked.isPresent()) {
                throw new BrokenDataException(
                        root,
                        List.of("layout " + layout.label() + " has no settings to choose from; leave --split out"));
            }
            return asked;
        }
        if (asked.isPresent() && asked.getAsInt() >= 0 && asked.getAsInt() < splits) {
            return asked;
        }
        List<Integer> there = layout.reader().splits(root);
        if (asked.isEmpty() && there.size() == 1) {
            return OptionalInt.of(there.get(0));
        }
        throw new BrokenDataException(
                root,
                List.of("layout %s has %d settings, of which %s here; choose with --split"
                        .formatted(
                                layout.label(),
                                splits,
                                there.isEmpty()
                                        ? "none is"
                                        : there.stream().map(String::valueOf).collect(Collectors.joining(", "))
                                                + (there.size() == 1 ? " is" : " are"))));
    }

    /** One line: layout, setting, and how much there is. */
    public String describe() {
        return "%s%s: %d class%s, %d good to learn from, %d to test"
                .formatted(
                        layout.label(),
                        split.isPresent() ? " split " + split.getAsInt() : "",
                        classes.size(),
                        classes.size() == 1 ? "" : "es",
                        classes.stream()
                                .mapToInt(product -> product.train().size())
                                .sum(),
                        classes.stream()
                                .mapToInt(product -> product.test().size())
                                .sum());
    }
}
