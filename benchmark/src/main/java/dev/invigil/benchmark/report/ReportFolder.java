// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.chart.Chart;
import dev.invigil.benchmark.maps.MetricsFormat;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A report on disk: {@value #PAGE}, {@value #JSON}, {@code metrics.csv}, {@code intervals.csv}, {@code parts.csv}, {@code report.md} and {@code
 * curves/CLASS-CURVE.svg}.
 */
public final class ReportFolder {
    /** The page. */
    public static final String PAGE = "index.html";
    /** All figures, for programs and for {@link Comparison}. */
    public static final String JSON = "report.json";

    private ReportFolder() {}

    /**
     * Writes a report; files of an earlier one are replaced.
     *
     * @return the page
     */
    public static Path write(Report report, Path folder) throws IOException {
        Path curves = Files.createDirectories(folder.resolve("curves"));
        for (ClassReport known : report.classes()) {
            for (Map.Entry<String, Chart> chart : ClassCharts.of(known).entrySet()) {
                // a class may be named as no file may
                String name = known.name().replaceAll("[^\\p{L}\\p{N}._-]", "_") + "-" + chart.getKey() + ".svg";
                Files.writeString(curves.resolve(name), chart.getValue().svgFile());
            }
        }
        Files.writeString(folder.resolve(JSON), ReportJson.of(report));
        Files.writeString(folder.resolve("metrics.csv"), MetricsFormat.CSV.render(report.result()));
        Files.writeString(folder.resolve("intervals.csv"), IntervalsCsv.of(report));
        Files.writeString(folder.resolve("parts.csv"), PartsCsv.of(report));
        Files.writeString(folder.resolve("report.md"), ReportMarkdown.of(report));
        Path page = folder.resolve(PAGE);
        try (Writer out = Files.newBufferedWriter(page)) {
            Pages.write(report, out);
        }
        return page;
    }
}
