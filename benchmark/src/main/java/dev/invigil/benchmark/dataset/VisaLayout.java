// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * VisA as downloaded: {@code split_csv/1cls.csv} with the columns object, split, label, image and mask, paths relative to the root.
 * Classes come in the order of the file.
 */
final class VisaLayout implements LayoutReader {
    private static final Path CSV = Path.of("split_csv", "1cls.csv");

    private static final List<String> COLUMNS = List.of("object", "split", "label", "image", "mask");

    @Override
    public boolean recognises(Path root) {
        return Files.isRegularFile(root.resolve(CSV));
    }

    @Override
    public boolean isIndexed() {
        return true;
    }

    @Override
    public void read(Path root, OptionalInt split, Listing listing) throws IOException {
        if (!recognises(root)) {
            return;
        }
        List<IndexFiles.Row> rows = listing.csv(root.resolve(CSV));
        List<String> header = rows.isEmpty() ? List.of() : rows.get(0).fields();
        if (!header.containsAll(COLUMNS)) {
            listing.problem(CSV + ": the first line must name the columns " + String.join(", ", COLUMNS));
            return;
        }
        for (IndexFiles.Row row : rows.subList(1, rows.size())) {
            if (row.fields().size() != header.size()) {
                listing.problem("%s, line %d: %d fields instead of %d"
                        .formatted(CSV, row.line(), row.fields().size(), header.size()));
                continue;
            }
            List<String> values = COLUMNS.stream()
                    .map(column -> row.fields().get(header.indexOf(column)))
                    .toList();
            list(values, CSV + ", line " + row.line(), listing);
        }
    }

    /** @param values in the order of the columns */
    private static void list(List<String> values, String where, Listing listing) {
        String label = values.get(2);
        if (!label.equals("normal") && !label.equals("anomaly")) {
            listing.problem(where + ": the label must be normal or anomaly, not \"" + label + "\"");
            return;
        }
        String defect = label.equals("normal") ? TestPhotograph.GOOD : IndexEntry.UNNAMED_DEFECT;
        IndexEntry entry = new IndexEntry(values.get(3), defect, values.get(4));
        switch (values.get(1)) {
            case "train" -> listing.train(values.get(0), entry);
            case "test" -> listing.test(values.get(0), entry);
            default -> listing.problem(where + ": the split must be train or test, not \"" + values.get(1) + "\"");
        }
    }
}
