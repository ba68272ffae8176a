// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * ADer's index: lists of images by class, for {@code train}, {@code test} and sometimes {@code validation}, whose images join the
 * training set. Paths are relative to the index. Classes come in the order of the index.
 *
 * @param names of the file: one, or one per setting
 */
record MetaLayout(List<String> names) implements LayoutReader {
    record Meta(Map<String, List<Entry>> train, Map<String, List<Entry>> validation, Map<String, List<Entry>> test) {
        Meta {
            train = train == null ? Map.of() : train;
            validation = validation == null ? Map.of() : validation;
            test = test == null ? Map.of() : test;
        }
    }

    record Entry(
            @JsonProperty("img_path") String image,
            @JsonProperty("mask_path") String mask,
            @JsonProperty("specie_name") String specie,

            @JsonProperty(value = "anomaly", required = true)
            int anomaly) {
        IndexEntry indexed() {
            String named = specie == null || specie.isBlank() || specie.equals(TestPhotograph.GOOD)
                    ? IndexEntry.UNNAMED_DEFECT
                    : specie;
            return new IndexEntry(image, anomaly == 0 ? TestPhotograph.GOOD : named, mask);
        }
    }

    @Override
    public boolean recognises(Path root) {
        return names.stream().anyMatch(name -> Files.isRegularFile(root.resolve(name)));
    }

    @Override
    public boolean isIndexed() {
        return true;
    }

    @Override
    public List<Integer> splits(Path root) {
        return IntStream.range(0, names.size())
                .filter(split -> Files.isRegularFile(root.resolve(names.get(split))))
                .boxed()
                .toList();
    }

    @Override
    public void read(Path root, OptionalInt split, Listing listing) throws IOException {
        Path index = root.resolve(names.get(split.orElse(0)));
        if (!Files.isRegularFile(index)) {
            listing.problem("no " + index.getFileName() + " here");
            return;
        }
        listing.json(index, Meta.class).ifPresent(meta -> {
            meta.train.forEach((product, entries) -> train(product, entries, listing));
            meta.validation.forEach((product, entries) -> train(product, entries, listing));
            meta.test.forEach((product, entries) -> {
                listing.product(product);
                entries.forEach(entry -> listing.test(product, entry.indexed()));
            });
        });
    }

    private static void train(String product, List<Entry> entries, Listing listing) {
        listing.product(product);
        entries.forEach(entry -> listing.train(product, entry.indexed()));
    }
}
