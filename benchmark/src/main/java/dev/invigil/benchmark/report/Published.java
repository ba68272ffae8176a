// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.BenchmarkException;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.metric.MetricDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Published results for a data set: means over all its classes, in the definition that they were measured with.
 *
 * @param data name of the data set, such as {@code mvtec}
 * @param rows one per model and table, as published
 */
public record Published(String data, MetricDefinition definition, List<Row> rows) {
    private static final String TABLE = "published.csv";

    public Published {
        rows = List.copyOf(rows);
    }

    /**
     * @param model as the papers call it
     * @param source which table
     * @param percent as printed; metrics that the table does not have are missing
     */
    public record Row(String model, String source, Map<Metric, String> percent) {
        public Row {
            percent = Collections.unmodifiableMap(new EnumMap<>(percent));
        }
    }

    /**
     * The rows of a data set.
     *
     * @throws BenchmarkException if there are none, or none in this definition: figures of another one would not be comparable
     */
    public static Published of(String data, MetricDefinition definition) {
        List<String[]> table = table();
        String[] header = table.get(0);
        List<String[]> ofData =
                table.stream().skip(1).filter(row -> row[0].equals(data)).toList();
        if (ofData.isEmpty()) {
            throw new BenchmarkException("--published " + data + ": unknown data set; the known ones are "
                    + table.stream().skip(1).map(row -> row[0]).distinct().collect(Collectors.joining(", ")));
        }
        List<Row> rows = ofData.stream()
                .filter(row -> row[2].equals(definition.label()))
                .map(row -> new Row(row[1], row[3], percent(header, row)))
                .toList();
        if (rows.isEmpty()) {
            throw new BenchmarkException("--published " + data + ": published with --definition "
                    + ofData.stream().map(row -> row[2]).distinct().collect(Collectors.joining(" or "))
                    + ", not " + definition.label() + "; values of different definitions are not comparable");
        }
        return new Published(data, definition, rows);
    }

    private static Map<Metric, String> percent(String[] header, String[] row) {
        Map<Metric, String> values = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            int column = List.of(header).indexOf(metric.jsonName());
            if (column >= 0 && !row[column].isEmpty()) {
                values.put(metric, row[column]);
            }
        }
        return values;
    }

    private static List<String[]> table() {
        try (InputStream text = Published.class.getResourceAsStream(TABLE)) {
            List<String[]> rows = new ArrayList<>();
            new String(text.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> rows.add(line.split(",", -1)));
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
