// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * @param notes what the user should know, a line each: files left out, missing masks, images that are there more than once
 */
public record DataSet(Layout layout, OptionalInt split, List<ProductClass> classes, List<String> notes) {
    public DataSet {
        classes = List.copyOf(classes);
        notes = List.copyOf(notes);
    }

    /** Reads a folder of a layout without settings, see {@link #read(Path, Optional, OptionalInt, DataUse)}. */
    public static DataSet read(Path root) throws IOException {
        return read(root, Optional.empty(), OptionalInt.empty());
    }

    /** Reads a folder for training and evaluation, see {@link #read(Path, Optional, OptionalInt, DataUse)}. */
    public static DataSet read(Path root, Optional<Layout> layout, OptionalInt split) throws IOException {
        return read(root, layout, split, DataUse.EVERYTHING);
    }

    /**
     * Lists the images of a folder and reads the header of each that is used.
     *
     * @param root the data set's folder, or one that holds it and no other
     * @param layout the shape to insist on; when absent, whichever is there
     * @param split the setting, from 0, of the layouts that have some; may be absent when only one is there
     * @param use what is not needed for it is not checked
     * @throws BrokenDataException listing everything that is wrong: unknown layout, empty classes, missing, unreadable and repeated
     *     files, masks of another size
     * @throws IOException if the disk fails
     */
    public static DataSet read(Path root, Optional<Layout> layout, OptionalInt split, DataUse use) throws IOException {
        requireFolder(root);
        return read(root, layout.isPresent() ? FoundLayout.of(root, layout.get()) : FoundLayout.in(root), split, use);
    }

    /**
     * The same of a folder of good parts, which may also be plain: a folder of images for each class.
     *
     * @throws BrokenDataException as {@link #read(Path, Optional, OptionalInt, DataUse)} does
     */
    public static DataSet readGoodParts(Path root, Optional<Layout> layout, OptionalInt split) throws IOException {
        requireFolder(root);
        return read(
                root,
                layout.isPresent() ? FoundLayout.of(root, layout.get()) : FoundLayout.ofGoodParts(root),
                split,
                DataUse.TRAINING);
    }

    private static void requireFolder(Path root) {
        if (!Files.isDirectory(root)) {
            throw new BrokenDataException(
                    root, List.of("no such folder; --data must name the folder that contains the product folders"));
        }
    }

    private static DataSet read(Path asked, FoundLayout found, OptionalInt split, DataUse use) throws IOException {
        Layout shape = found.layout();
        Path root = found.root();
        OptionalInt setting = setting(root, shape, split);
        Path plain = root.normalize();
        Listing listing = new Listing(plain, use);
        shape.reader().read(plain, setting, listing);
        List<String> notes = new ArrayList<>();
        List<ProductClass> classes = listing.classes();
        if (use.leavesOut()) {
            ReadableData readable = ReadableData.of(plain, classes);
            classes = readable.classes();
            notes.addAll(readable.notes());
        }
        List<String> problems = listing.problems();
        DataCheck check = new DataCheck(plain, use);
        problems.addAll(check.problems(classes));
        if (classes.isEmpty() && problems.isEmpty()) {
            problems.addAll(notes);
            problems.add("no data in layout " + shape.label() + " found here; expected " + shape.shape());
        }
        if (!problems.isEmpty()) {
            throw new BrokenDataException(root, problems);
        }
        if (!root.equals(asked)) {
            notes.add("the data set is in " + root);
        }
        if (!listing.leftOut().isEmpty()) {
            notes.add(ImageFiles.described(listing.leftOut()));
        }
        notes.addAll(check.notes(classes));
        return new DataSet(shape, setting, classes, notes);
    }

    private static OptionalInt setting(Path root, Layout layout, OptionalInt asked) {
        int splits = layout.splits();
        if (splits == 0) {
            if (asked.isPresent()) {
                throw new BrokenDataException(
                        root, List.of("layout " + layout.label() + " has no splits; omit --split"));
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
                List.of("layout %s has %d splits, of which %s here; choose one with --split"
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
        return "%s%s: %d class%s, training images: %d, test images: %d"
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
