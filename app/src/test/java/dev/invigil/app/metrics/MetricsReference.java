// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.metrics;

import dev.invigil.kit.metrics.MetricLabel;
import dev.invigil.kit.metrics.MetricSpec;
import dev.invigil.kit.metrics.MetricTable;
import dev.invigil.kit.metrics.MetricType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The text of {@code docs/METRICS_REFERENCE.md}. */
final class MetricsReference {
    private MetricsReference() {}

    static String text(List<MetricTable> tables) {
        List<String> lines = new ArrayList<>(List.of(
                "# Metrics reference",
                "",
                "Made from the tables in the code (`IngestMetricTable`, `ScorerMetricTable`, …); do not edit. `MetricsReferenceTest` compares them.",
                "",
                "Each process answers `GET /metrics` at its `http` address. Beside the metrics below there are those of the JVM and the process",
                "([`jvm_*`, `process_*`](https://prometheus.github.io/client_java/instrumentation/jvm/)). [docker/](../docker) has boards and rules, and",
                "[OPERATIONS.md](OPERATIONS.md) says what to do when a rule fires.",
                "",
                "* Label values that we choose are lower case with underscores. Names of cameras, products and sources are as the configuration and the frames have them.",
                "* A counter without labels, or with fixed label values, begins at 0 when the process starts, so that its first increase is seen. Those by camera begin at 0 for",
                "  all decisions as soon as the camera is known.",
                "* Frames name their camera themselves. So that nobody can create any number of series, only cameras that the configuration names have series of their own, and",
                "  of the others the first ones, up to `metric-cameras` of the service (50); all further ones are counted as `other`, and `…_other_camera_…_total` counts them.",
                "* Counters count work once it is committed. Work of an aborted transaction that is repeated is counted once, except by `alerts`, which counts it again.",
                "* A histogram has the series `_bucket` (with the label `le`), `_sum` and `_count`.",
                ""));
        for (MetricTable table : tables) {
            lines.add("## " + table.service().substring(0, 1).toUpperCase(Locale.ROOT)
                    + table.service().substring(1).replace('_', ' '));
            lines.add("");
            lines.add("| metric | type | unit | labels | |");
            lines.add("|---|---|---|---|---|");
            table.rows().forEach(row -> lines.add(line(row)));
            lines.add("");
        }
        lines.remove(lines.size() - 1);
        return String.join("\n", lines) + "\n";
    }

    private static String line(MetricSpec row) {
        String labels = row.labels().stream().map(MetricsReference::label).collect(Collectors.joining("<br>"));
        String buckets = row.type() == MetricType.HISTOGRAM
                ? ". Buckets: "
                        + row.bounds().stream().map(MetricsReference::number).collect(Collectors.joining(", "))
                : "";
        return "| `" + row.name() + "` | " + row.type().name().toLowerCase(Locale.ROOT) + " | " + row.unit() + " | "
                + labels + " | " + row.help() + buckets + " |";
    }

    private static String label(MetricLabel label) {
        String values = label.values().stream().map(value -> "`" + value + "`").collect(Collectors.joining(" "));
        return "`" + label.name() + "`: " + label.meaning() + (values.isEmpty() ? "" : " (" + values + ")");
    }

    private static String number(double bound) {
        return bound == Math.rint(bound) ? String.valueOf((long) bound) : String.valueOf(bound);
    }
}
