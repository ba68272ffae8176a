// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.detector.image.UnreadableImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The part of a data set that can be used: without images that cannot be decoded, test images whose masks cannot be, and classes in which
 * nothing is left.
 *
 * @param classes that have an image
 * @param notes what was left out and why, a line each
 */
record ReadableData(List<ProductClass> classes, List<String> notes) {
    private static final int SHOWN = 10;

    /**
     * Decodes every image, on all cores.
     *
     * @param root for the names of files
     */
    static ReadableData of(Path root, List<ProductClass> classes) {
        ImageDecoder decoder = new ImageDecoder();
        Map<Picture, String> unreadable = new ConcurrentHashMap<>();
        all(classes, ProductClass::train).parallelStream()
                .forEach(image -> problem(decoder, image).ifPresent(text -> unreadable.put(image, text)));
        all(classes, ProductClass::test).parallelStream()
                .forEach(test -> problem(decoder, test).ifPresent(text -> unreadable.put(test.image(), text)));
        List<ProductClass> left = new ArrayList<>();
        List<String> files = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (ProductClass product : classes) {
            Stream.concat(product.train().stream(), product.test().stream().map(TestPhotograph::image))
                    .filter(unreadable::containsKey)
                    .forEach(image -> files.add(named(root, image.file()) + " (" + unreadable.get(image) + ")"));
            ProductClass readable = new ProductClass(
                    product.name(),
                    product.train().stream()
                            .filter(image -> !unreadable.containsKey(image))
                            .toList(),
                    product.test().stream()
                            .filter(test -> !unreadable.containsKey(test.image()))
                            .toList(),
                    product.samples());
            if (readable.train().isEmpty() && readable.test().isEmpty()) {
                notes.add(product.name() + ": it contains no images that can be read; the product is left out");
            } else {
                left.add(readable);
            }
        }
        if (!files.isEmpty()) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%d image%s that cannot be read %s left out; replace or remove: %s%s",
                    files.size(),
                    files.size() == 1 ? "" : "s",
                    files.size() == 1 ? "is" : "are",
                    String.join(", ", files.subList(0, Math.min(SHOWN, files.size()))),
                    files.size() > SHOWN ? ", …" : ""));
        }
        return new ReadableData(left, notes);
    }

    /** Of all products in one list, since the streams within a stream of products would be read on one core each. */
    private static <T> List<T> all(List<ProductClass> classes, Function<ProductClass, List<T>> images) {
        return classes.stream()
                .flatMap(product -> images.apply(product).stream())
                .toList();
    }

    private static Optional<String> problem(ImageDecoder decoder, TestPhotograph test) {
        return problem(decoder, test.image()).or(() -> test.mask()
                .flatMap(mask -> problem(decoder, Picture.of(mask)))
                .map(text -> "its mask: " + text));
    }

    /** A file that is not there, or that the disk does not give, is not left out here: the data set is refused. */
    private static Optional<String> problem(ImageDecoder decoder, Picture image) {
        if (!Files.isRegularFile(image.file())) {
            return Optional.empty();
        }
        try {
            image.decode(decoder);
            return Optional.empty();
        } catch (UnreadableImageException e) {
            return Optional.of(e.getMessage());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String named(Path root, Path file) {
        return file.startsWith(root) ? root.relativize(file).toString() : file.toString();
    }
}
