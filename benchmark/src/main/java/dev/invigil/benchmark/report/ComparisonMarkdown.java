// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.chart.Figures;
import dev.invigil.benchmark.report.Comparison.PairedClass;
import dev.invigil.benchmark.report.Comparison.PairedPart;
import dev.invigil.benchmark.report.Comparison.Row;
import java.util.LinkedHashSet;
import java.util.Set;

/** A comparison as Markdown: percent, differences in percentage points. */
final class ComparisonMarkdown {
    private ComparisonMarkdown() {}

    static String of(Comparison comparison) {
        StringBuilder text = new StringBuilder(Figures.format(
                "A: %s\nB: %s\n\nOn %s, definition %s, in percent; the difference B - A in percentage points, with the 95 %% interval of the paired"
                        + " bootstrap, \\* where it excludes 0.\n\n| class | metric | A | B | B - A | 95 %% |\n|---|---|---:|---:|---:|---:|\n",
                comparison.first().described(),
                comparison.second().described(),
                comparison.data(),
                comparison.definition()));
        Set<String> reasons = new LinkedHashSet<>();
        for (Row row : comparison.rows()) {
            text.append(Figures.format(
                    "| %s | %s | %s | %s | %s%s | %s |\n",
                    escape(row.known()),
                    comparison.columns().get(row.metric()),
                    percent(row.first()),
                    percent(row.second()),
                    Double.isNaN(row.difference()) ? "n/a" : Figures.format("%+.1f", 100 * row.difference()),
                    row.isClear() ? " \\*" : "",
                    row.interval()
                            .map(i -> Figures.format("%+.1f to %+.1f", 100 * i.low(), 100 * i.high()))
                            .orElse(row.reason().isEmpty() ? "" : "n/a")));
            if (!row.reason().isEmpty()) {
                reasons.add(escape(row.known()) + ", " + comparison.columns().get(row.metric()) + ": " + row.reason());
            }
        }
        reasons.forEach(reason -> text.append("\nno interval: ").append(reason).append('\n'));
        text.append("\n## Parts on which they differ\n\nEscapes: ")
                .append(counts(Mistake.of(comparison.classes(), true)))
                .append("\n\nFalse rejects: ")
                .append(counts(Mistake.of(comparison.classes(), false)))
                .append("\n\n| class | part | defect | A | B | |\n|---|---|---|---|---|---|\n");
        for (PairedClass known : comparison.classes()) {
            known.parts().stream()
                    .filter(pair -> pair.isCorrected() || pair.isNewlyWrong())
                    .forEach(pair -> text.append(line(known, pair)));
        }
        return text.append("\nA mistake is a missed defect or a false reject.\n")
                .toString();
    }

    private static String counts(Mistake mistake) {
        return Figures.format(
                "A %d, B %d of %d. %s", mistake.first(), mistake.second(), mistake.parts(), mistake.verdict());
    }

    private static String line(PairedClass known, PairedPart pair) {
        return Figures.format(
                "| %s | %s | %s | %s | %s | %s |\n",
                escape(known.known()),
                escape(pair.first().file()),
                escape(pair.first().defect()),
                pair.first().decision().map(Enum::name).orElse("none"),
                pair.second().decision().map(Enum::name).orElse("none"),
                pair.isCorrected() ? "corrected by B" : "new with B");
    }

    private static String escape(String cell) {
        return cell.replace("|", "\\|");
    }

    private static String percent(double fraction) {
        return Double.isNaN(fraction) ? "n/a" : Figures.percent(fraction);
    }
}
