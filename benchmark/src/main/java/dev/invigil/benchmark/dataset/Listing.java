// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a layout finds: the classes in the order of their appearance, and what is wrong. */
final class Listing {
    /** Unknown properties belong to the data set's makers; a missing number is an error, not 0. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private static final class Parts {
        private final List<Picture> train = new ArrayList<>();
        private final List<TestPhotograph> test = new ArrayList<>();
        private boolean hasProblem;

        boolean isEmpty() {
            return train.isEmpty() && test.isEmpty() && !hasProblem;
        }
    }

    private final Path root;
    private final Map<String, Parts> classes = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    Listing(Path root) {
        this.root = root;
    }

    /** A class that is there, even when nothing is in it. */
    void product(String name) {
        classes.computeIfAbsent(name, n -> new Parts());
    }

    void train(String product, Picture picture) {
        product(product);
        classes.get(product).train.add(picture);
    }

    void test(String product, TestPhotograph photograph) {
        product(product);
        classes.get(product).test.add(photograph);
    }

    /** A line of an index's training list. */
    void train(String product, IndexEntry entry) {
        product(product);
        if (entry.image().isEmpty()) {
            problem(product, product + ": a training entry names no image");
        } else if (!entry.isGood()) {
            problem(product, entry.image() + ": anomalous, but in the training list of " + product);
        } else {
            train(product, Picture.of(entry.imageIn(root)));
        }
    }

    /** A line of an index's test list. */
    void test(String product, IndexEntry entry) {
        product(product);
        if (entry.image().isEmpty()) {
            problem(product, product + ": a test entry names no image");
        } else if (entry.isGood()) {
            test(
                    product,
                    new TestPhotograph(
                            Picture.of(entry.imageIn(root)), TestPhotograph.GOOD, Optional.empty(), entry.sample()));
        } else if (entry.mask().isEmpty()) {
            problem(product, entry.image() + ": anomalous, but its entry names no mask");
        } else {
            test(
                    product,
                    new TestPhotograph(
                            Picture.of(entry.imageIn(root)),
                            entry.defect(),
                            Optional.of(entry.maskIn(root)),
                            entry.sample()));
        }
    }

    /** What is wrong with the data as a whole. */
    void problem(String line) {
        problems.add(line);
    }

    /** What is wrong with a picture of a class. */
    void problem(String product, String line) {
        product(product);
        classes.get(product).hasProblem = true;
        problem(line);
    }

    /** The content of a JSON file; empty, and a problem, when it is not of this form. */
    <T> Optional<T> json(Path file, Class<T> form) throws IOException {
        try {
            return Optional.of(JSON.readValue(file.toFile(), form));
        } catch (JsonProcessingException e) {
            problem(root.relativize(file) + ": not the JSON expected of it: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
            return Optional.empty();
        }
    }

    List<ProductClass> classes() {
        List<ProductClass> all = new ArrayList<>();
        classes.forEach((name, parts) -> all.add(new ProductClass(name, parts.train, parts.test)));
        return all;
    }

    /** What was reported, and the classes in which there is nothing. */
    List<String> problems() {
        List<String> all = new ArrayList<>(problems);
        classes.forEach((name, parts) -> {
            if (parts.isEmpty()) {
                all.add(name + ": no picture in it");
            }
        });
        return all;
    }
}
