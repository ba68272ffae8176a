// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Real-IAD: {@code CLASS.json} beside the folder {@code CLASS}, which its paths are relative to. Classes by name. Each part is photographed from
 * five sides, C1 to C5; the views of a part are the pictures of a folder whose names differ in that and in the time after it.
 */
final class RealIadLayout implements LayoutReader {
    private static final String JSON = ".json";

    record Lists(List<Entry> train, List<Entry> test) {
        Lists {
            train = train == null ? List.of() : train;
            test = test == null ? List.of() : test;
        }
    }

    record Entry(
            @JsonProperty("image_path") String image,
            @JsonProperty("mask_path") String mask,
            @JsonProperty("anomaly_class") String defect) {
        private static final String NORMAL = "OK";
        /** {@code OK/S0001/audiojack_0001_OK_C1_20230922133033.jpg}. */
        private static final Pattern VIEW = Pattern.compile("(.*)_C\\d+_[^_/]*");

        IndexEntry in(String product) {
            String named = defect == null || defect.isBlank() ? IndexEntry.UNNAMED_DEFECT : defect;
            return new IndexEntry(
                    below(product, image),
                    named.equals(NORMAL) ? TestPhotograph.GOOD : named,
                    below(product, mask),
                    sample());
        }

        private Optional<String> sample() {
            Matcher view = VIEW.matcher(image == null ? "" : image);
            return view.matches() ? Optional.of(view.group(1)) : Optional.empty();
        }

        private static String below(String product, String path) {
            return path == null || path.isBlank() ? "" : product + "/" + path;
        }
    }

    @Override
    public boolean recognises(Path root) throws IOException {
        return !indexes(root).isEmpty();
    }

    @Override
    public boolean isIndexed() {
        return true;
    }

    @Override
    public void read(Path root, OptionalInt split, Listing listing) throws IOException {
        for (Path index : indexes(root)) {
            String product = product(index);
            listing.json(index, Lists.class).ifPresent(lists -> {
                listing.product(product);
                lists.train.forEach(entry -> listing.train(product, entry.in(product)));
                lists.test.forEach(entry -> listing.test(product, entry.in(product)));
            });
        }
    }

    private static List<Path> indexes(Path root) throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(file -> file.toString().endsWith(JSON) && Files.isRegularFile(file))
                    .filter(file -> Files.isDirectory(root.resolve(product(file))))
                    .sorted()
                    .toList();
        }
    }

    private static String product(Path index) {
        return index.getFileName().toString().replace(JSON, "");
    }
}
