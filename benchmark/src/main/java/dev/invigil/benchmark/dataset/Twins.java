// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Images of a data set that are the same, byte for byte, under several names. They show one part: what is said of two of them as if
 * they were two parts is wrong. Only files of equal length are read.
 */
final class Twins {
    private static final int SHOWN = 3;

    /** The place of an image in the data set. */
    private record Place(String product, boolean isTraining, Picture image, String truth) {}

    private final List<ProductClass> classes;
    private final DataUse use;
    private final Function<Path, String> naming;

    /** @param naming of files, for messages */
    Twins(List<ProductClass> classes, DataUse use, Function<Path, String> naming) {
        this.classes = classes;
        this.use = use;
        this.naming = naming;
    }

    /** Up to three names, and a sign that there are more. */
    static String some(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(SHOWN, names.size()))) + (names.size() > SHOWN ? ", …" : "");
    }

    /** A line for each product in which an image comes again, with what is done about it. */
    List<String> notes() throws IOException {
        Map<String, List<String>> inTraining = new LinkedHashMap<>();
        Map<String, List<String>> inTest = new LinkedHashMap<>();
        Map<String, List<String>> inBoth = new LinkedHashMap<>();
        Map<String, List<String>> contradicting = new LinkedHashMap<>();
        Map<String, List<String>> elsewhere = new LinkedHashMap<>();
        for (List<Place> same : groups()) {
            Set<String> products =
                    same.stream().map(Place::product).collect(Collectors.toCollection(LinkedHashSet::new));
            for (String product : products) {
                List<Place> own = same.stream()
                        .filter(place -> place.product.equals(product))
                        .toList();
                List<Place> training = own.stream().filter(Place::isTraining).toList();
                List<Place> test =
                        own.stream().filter(place -> !place.isTraining).toList();
                repeated(product, training, inTraining);
                repeated(product, test, inTest);
                if (!training.isEmpty() && !test.isEmpty()) {
                    add(inBoth, product, pair(test.get(0), training.get(0)));
                }
                if (test.stream().map(Place::truth).distinct().count() > 1) {
                    add(contradicting, product, pair(test.get(0), test.get(1)));
                }
            }
            List<String> trained = same.stream()
                    .filter(Place::isTraining)
                    .map(Place::product)
                    .distinct()
                    .toList();
            if (trained.size() > 1) {
                add(
                        elsewhere,
                        String.join(" and ", trained),
                        naming.apply(same.get(0).image.file()));
            }
        }
        List<String> notes = new ArrayList<>();
        lines(inTraining, "%s: identical copies of good images: %d (%s); each image counts once", notes);
        lines(
                elsewhere,
                "%s: good images that are in both: %d (%s); all copies of an image are on the same side of the split",
                notes);
        lines(inTest, "%s: identical copies of test images: %d (%s); the intervals count them as one part", notes);
        lines(
                inBoth,
                "%s: test images that are also training images: %d (%s); results on them are too optimistic",
                notes);
        lines(
                contradicting,
                "%s: test images that are labelled both good and defective, or with two defects: %d (%s)",
                notes);
        return notes;
    }

    private void repeated(String product, List<Place> same, Map<String, List<String>> noted) {
        for (int i = 1; i < same.size(); i++) {
            add(noted, product, pair(same.get(i), same.get(0)));
        }
    }

    private String pair(Place again, Place first) {
        return naming.apply(again.image.file()) + " is " + naming.apply(first.image.file());
    }

    private static void add(Map<String, List<String>> noted, String product, String line) {
        noted.computeIfAbsent(product, p -> new ArrayList<>()).add(line);
    }

    private static void lines(Map<String, List<String>> noted, String format, List<String> notes) {
        noted.forEach((product, lines) -> notes.add(String.format(format, product, lines.size(), some(lines))));
    }

    /** Places of the same image, in the order of the data; images that are there once are left out. */
    private List<List<Place>> groups() throws IOException {
        List<Place> candidates = sameBy(places(), place -> Files.size(place.image.file())).stream()
                .flatMap(List::stream)
                .toList();
        Map<Picture, String> digests = PictureDigests.of(
                candidates.stream().map(Place::image).distinct().toList());
        return sameBy(candidates, place -> digests.get(place.image));
    }

    private List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (ProductClass product : classes) {
            product.train().forEach(image -> places.add(new Place(product.name(), true, image, TestPhotograph.GOOD)));
            if (use.tests()) {
                product.test()
                        .forEach(test -> places.add(new Place(product.name(), false, test.image(), test.defect())));
            }
        }
        // records of a batch have no names to speak of
        places.removeIf(place -> !(place.image instanceof PictureFile) || !Files.isRegularFile(place.image.file()));
        return places;
    }

    @FunctionalInterface
    private interface Key {
        Object of(Place place) throws IOException;
    }

    private static List<List<Place>> sameBy(List<Place> places, Key key) throws IOException {
        Map<Object, List<Place>> groups = new LinkedHashMap<>();
        for (Place place : places) {
            groups.computeIfAbsent(key.of(place), k -> new ArrayList<>()).add(place);
        }
        return groups.values().stream().filter(group -> group.size() > 1).toList();
    }
}
