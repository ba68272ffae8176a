// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.maps;

import dev.invigil.benchmark.metric.ClassMetrics;
import dev.invigil.benchmark.metric.EvaluationResult;
import dev.invigil.benchmark.metric.MeanValue;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.metric.MetricValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The table for people: percent, {@code n/a} where a metric has no value, with the reasons below.
 *
 * @param title names the definition
 * @param rows the header, the classes and the mean; equally long
 * @param notes a line each
 */
record MetricsTable(String title, List<List<String>> rows, List<String> notes) {
    MetricsTable {
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }

    static MetricsTable of(EvaluationResult result) {
        Map<Metric, String> columns = MetricColumns.of(result);
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("class", columns.values().stream().toList()));
        for (ClassMetrics metrics : result.classes()) {
            rows.add(row(
                    metrics.name(),
                    columns.keySet().stream()
                            .map(m -> percent(metrics.value(m)))
                            .toList()));
        }
        rows.add(row(
                "mean",
                columns.keySet().stream()
                        .map(m -> percent(result.mean().get(m)))
                        .toList()));
        String title = "definition " + result.definition().label()
                + (columns.containsKey(Metric.SAMPLE_AUROC)
                        ? ", percent; S sample, I image, P pixel"
                        : ", percent; I image, P pixel")
                + "; mF1, mAcc, mIoU at 0.2 to 0.8";
        return new MetricsTable(title, rows, notes(result, columns));
    }

    private static List<String> row(String name, List<String> cells) {
        List<String> row = new ArrayList<>(List.of(name));
        row.addAll(cells);
        return row;
    }

    private static String percent(MetricValue value) {
        return value.isDefined() ? String.format(Locale.ROOT, "%.1f", 100 * value.orNaN()) : "n/a";
    }

    /** A star says that not every class took part. */
    private static String percent(MeanValue mean) {
        return percent(mean.value()) + (mean.isComplete() || !mean.value().isDefined() ? "" : "*");
    }

    private static List<String> notes(EvaluationResult result, Map<Metric, String> columns) {
        List<String> notes = new ArrayList<>();
        for (ClassMetrics metrics : result.classes()) {
            Map<String, List<String>> byReason = new LinkedHashMap<>();
            columns.forEach((metric, column) -> {
                if (metrics.value(metric) instanceof MetricValue.Undefined undefined) {
                    byReason.computeIfAbsent(undefined.reason(), r -> new ArrayList<>())
                            .add(column);
                }
            });
            byReason.forEach((reason, names) ->
                    notes.add("n/a: " + metrics.name() + ": " + String.join(", ", names) + ": " + reason));
        }
        Map<String, List<String>> byCount = new LinkedHashMap<>();
        columns.forEach((metric, column) -> {
            MeanValue mean = result.mean().get(metric);
            if (!mean.isComplete()) {
                byCount.computeIfAbsent(mean.classes() + " of " + mean.of() + " classes", c -> new ArrayList<>())
                        .add(column);
            }
        });
        byCount.forEach((count, names) -> notes.add("* mean over " + count + ": " + String.join(", ", names)));
        return notes;
    }

    String plain() {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int c = 0; c < columns; c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        StringBuilder text = new StringBuilder(title).append("\n\n");
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(pad(row.get(0), -widths[0]));
            for (int c = 1; c < columns; c++) {
                line.append("  ").append(pad(row.get(c), widths[c]));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.append(notes.isEmpty() ? "" : "\n" + String.join("\n", notes) + "\n")
                .toString();
    }

    /** To the right of {@code width}; negative to the left. */
    private static String pad(String cell, int width) {
        String blanks = " ".repeat(Math.abs(width) - cell.length());
        return width < 0 ? cell + blanks : blanks + cell;
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            text.append("| ")
                    .append(rows.get(r).stream().map(MetricsTable::escape).collect(Collectors.joining(" | ")));
            text.append(" |\n");
            if (r == 0) {
                text.append("|---|")
                        .append("---:|".repeat(rows.get(0).size() - 1))
                        .append('\n');
            }
        }
        text.append('\n').append(title).append('\n');
        notes.forEach(note -> text.append("\n").append(escape(note)).append('\n'));
        return text.toString();
    }

    private static String escape(String cell) {
        return cell.replace("|", "\\|").replace("*", "\\*");
    }
}
