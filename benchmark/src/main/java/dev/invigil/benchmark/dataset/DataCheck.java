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

/** Looks for what would end a run halfway: pictures listed twice, files that are missing or unreadable, masks of another size. */
final class DataCheck {
    private final Path root;

    DataCheck(Path root) {
        this.root = root;
    }

    /** Every problem, a line each; reads the headers of all files, on all cores. */
    List<String> problems(List<ProductClass> classes) {
        List<String> problems = new ArrayList<>();
        Map<Picture, String> places = new HashMap<>();
        for (ProductClass product : classes) {
            product.train().forEach(picture -> place(picture, "train of " + product.name(), places, problems));
            product.test()
                    .forEach(photograph -> place(photograph.image(), "test of " + product.name(), places, problems));
        }
        classes.parallelStream()
                .flatMap(product -> Stream.concat(
                        product.train().parallelStream().flatMap(picture -> problems(picture, Optional.empty())),
                        product.test().parallelStream()
                                .flatMap(photograph -> problems(photograph.image(), photograph.mask()))))
                .forEachOrdered(problems::add);
        return problems;
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
                problems.add(named(file) + ": a mask of " + got + " pixels for a picture of " + size.get());
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
