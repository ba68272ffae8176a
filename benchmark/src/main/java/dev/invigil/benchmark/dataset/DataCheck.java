// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import dev.invigil.detector.image.UnreadableImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks for what would end a run halfway: images listed twice, files that are missing or unreadable, masks of another size. Notes what
 * does not end it and still matters: defects without a mask, and images that are there more than once.
 */
final class DataCheck {
    /** An image that is opened, with its mask. */
    private record Used(Picture picture, Optional<Path> mask) {}

    private final Path root;
    private final DataUse use;

    /** @param use only what it needs is opened */
    DataCheck(Path root, DataUse use) {
        this.root = root;
        this.use = use;
    }

    /** Every problem, a line each; reads the headers of the files that are used, on all cores. */
    List<String> problems(List<ProductClass> classes) {
        List<String> problems = new ArrayList<>();
        Map<Picture, String> places = new HashMap<>();
        for (ProductClass product : classes) {
            product.train().forEach(picture -> place(picture, "train of " + product.name(), places, problems));
            product.test()
                    .forEach(photograph -> place(photograph.image(), "test of " + product.name(), places, problems));
        }
        // in one list, since the streams within a stream of products would be read on one core each
        used(classes).parallelStream()
                .flatMap(one -> problems(one.picture, one.mask))
                .forEachOrdered(problems::add);
        return problems;
    }

    private List<Used> used(List<ProductClass> classes) {
        List<Used> used = new ArrayList<>();
        for (ProductClass product : classes) {
            if (use.trains()) {
                product.train().forEach(picture -> used.add(new Used(picture, Optional.empty())));
            }
            if (use.tests()) {
                product.test().forEach(photograph -> used.add(new Used(photograph.image(), photograph.mask())));
            }
        }
        return used;
    }

    /**
     * What does not end a run, a line each.
     *
     * @throws IOException if a file cannot be read
     */
    List<String> notes(List<ProductClass> classes) throws IOException {
        List<String> notes = new ArrayList<>();
        if (use.tests()) {
            classes.forEach(product -> masks(product).ifPresent(notes::add));
        }
        notes.addAll(new Twins(classes, use, this::named).notes());
        return notes;
    }

    /** A class of which no defect has a mask, as CIFAR-10's, needs no word: its pixel metrics say it. */
    private Optional<String> masks(ProductClass product) {
        List<Picture> without = product.test().stream()
                .filter(photograph -> !photograph.isLocated())
                .map(TestPhotograph::image)
                .toList();
        if (without.isEmpty() || without.get(0) instanceof CifarRecord) {
            return Optional.empty();
        }
        long defective = product.test().stream()
                .filter(photograph -> !photograph.isGood())
                .count();
        return Optional.of("%s: %d of %d defective images %s no mask (%s), so the product has no pixel metrics"
                .formatted(
                        product.name(),
                        without.size(),
                        defective,
                        without.size() == 1 ? "has" : "have",
                        Twins.some(without.stream()
                                .map(Picture::file)
                                .map(this::named)
                                .toList())));
    }

    private void place(Picture picture, String place, Map<Picture, String> places, List<String> problems) {
        String before = places.putIfAbsent(picture, place);
        if (before != null) {
            problems.add(named(picture.file()) + ": listed twice, in " + before + " and in " + place);
        }
    }

    /** A record of a batch has been checked with its batch. */
    private Stream<String> problems(Picture picture, Optional<Path> mask) {
        if (picture instanceof CifarRecord) {
            return Stream.empty();
        }
        List<String> problems = new ArrayList<>();
        Optional<PictureSize> size = size(picture.file(), problems);
        mask.ifPresent(file -> size(file, problems).ifPresent(got -> {
            if (size.isPresent() && !got.equals(size.get())) {
                problems.add(named(file) + ": a mask of " + got + " pixels for an image of " + size.get());
            }
        }));
        return problems.stream();
    }

    private Optional<PictureSize> size(Path file, List<String> problems) {
        try {
            if (!Files.isRegularFile(file)) {
                problems.add(named(file) + ": no such file");
                return Optional.empty();
            }
            return Optional.of(PictureSize.of(file));
        } catch (UnreadableImageException | IOException e) {
            problems.add(named(file) + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private String named(Path file) {
        return file.startsWith(root) ? root.relativize(file).toString() : file.toString();
    }
}
