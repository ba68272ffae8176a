// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.report;

import dev.invigil.contracts.OperatorException;
import dev.invigil.detector.evaluation.ImageScore;
import dev.invigil.detector.evaluation.Interval;
import dev.invigil.detector.evaluation.Metric;
import dev.invigil.trainer.metrics.MetricColumns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two models judged on the same parts.
 *
 * @param first name of the one
 * @param second name of the other
 * @param definition of all metrics
 * @param rows per class and metric, and of the mean
 * @param changes per class, how decisions differ
 */
public record Comparison(String first, String second, String definition, List<Row> rows, List<Change> changes) {
    public Comparison {
        rows = List.copyOf(rows);
        changes = List.copyOf(changes);
    }

    /**
     * A metric of a class, as fractions; NaN where undefined.
     *
     * @param interval 95 % of the paired difference, second less first; for image metrics of classes only: those of pixels would take all maps
     */
    public record Row(String known, Metric metric, double first, double second, Optional<Interval> interval) {
        public double difference() {
            return second - first;
        }

        /** Whether chance alone hardly explains the difference. */
        public boolean isClear() {
            return interval.filter(i -> i.low() > 0 || i.high() < 0).isPresent();
        }
    }

    /**
     * Parts that one model got wrong (missed, or rejected though good) and the other did not.
     *
     * @param mended wrong by the first, right by the second
     * @param broken right by the first, wrong by the second
     */
    public record Change(String known, int mended, int broken) {}

    /**
     * Compares the {@code report.json} of two reports.
     *
     * @throws OperatorException if they cannot be compared: other parts, another truth, another definition
     */
    public static Comparison of(Path firstFile, Path secondFile) throws IOException {
        WrittenReport first = WrittenReport.read(firstFile);
        WrittenReport second = WrittenReport.read(secondFile);
        if (!first.definition().equals(second.definition())) {
            throw new OperatorException(Html.format(
                    "%s is in definition %s, %s in %s: not comparable; evaluate both with the same --definition",
                    firstFile, first.definition(), secondFile, second.definition()));
        }
        if (!truths(first).equals(truths(second))) {
            throw new OperatorException(firstFile + " and " + secondFile
                    + " are not of the same test parts; evaluate both models on the same --data");
        }
        List<Row> rows = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        first.parts().forEach((known, parts) -> {
            List<JudgedPart> others = second.parts().get(known);
            MetricColumns.ALL
                    .keySet()
                    .forEach(metric -> rows.add(row(first, second, known, metric, interval(parts, others, metric))));
            changes.add(new Change(known, mended(parts, others), mended(others, parts)));
        });
        MetricColumns.ALL
                .keySet()
                .forEach(metric -> rows.add(row(first, second, WrittenReport.MEAN, metric, Optional.empty())));
        return new Comparison(first.model(), second.model(), first.definition(), rows, changes);
    }

    private static List<String> truths(WrittenReport report) {
        List<String> truths = new ArrayList<>();
        report.parts()
                .forEach((known, parts) ->
                        parts.forEach(part -> truths.add(known + "\n" + part.file() + "\n" + part.defective())));
        return truths;
    }

    private static Row row(
            WrittenReport first, WrittenReport second, String known, Metric metric, Optional<Interval> interval) {
        return new Row(known, metric, first.value(known, metric), second.value(known, metric), interval);
    }

    private static Optional<Interval> interval(List<JudgedPart> first, List<JudgedPart> second, Metric metric) {
        return ReportJob.WITH_INTERVAL.contains(metric)
                ? ReportJob.BOOTSTRAP.difference(scores(first), scores(second), metric)
                : Optional.empty();
    }

    private static List<ImageScore> scores(List<JudgedPart> parts) {
        return parts.stream()
                .map(part -> new ImageScore(part.score(), part.defective()))
                .toList();
    }

    private static int mended(List<JudgedPart> before, List<JudgedPart> after) {
        int mended = 0;
        for (int i = 0; i < before.size(); i++) {
            mended += isMistake(before.get(i)) && !isMistake(after.get(i)) ? 1 : 0;
        }
        return mended;
    }

    private static boolean isMistake(JudgedPart part) {
        return part.outcome().filter(Outcome::isMistake).isPresent();
    }

    /** For people, as Markdown: percent, differences in percentage points. */
    public String markdown() {
        StringBuilder text = new StringBuilder(Html.format(
                "A: %s\nB: %s\n\nDefinition %s, in percent; the difference B - A in percentage points, with the 95 %% interval of the paired"
                        + " bootstrap, * where it excludes 0.\n\n| class | metric | A | B | B - A | 95 %% |\n|---|---|---:|---:|---:|---:|\n",
                first, second, definition));
        for (Row row : rows) {
            text.append(Html.format(
                    "| %s | %s | %s | %s | %s%s | %s |\n",
                    row.known().replace("|", "\\|"),
                    MetricColumns.ALL.get(row.metric()),
                    percent(row.first()),
                    percent(row.second()),
                    Double.isNaN(row.difference()) ? "n/a" : Html.format("%+.1f", 100 * row.difference()),
                    row.isClear() ? " \\*" : "",
                    row.interval()
                            .map(i -> Html.format("%+.1f to %+.1f", 100 * i.low(), 100 * i.high()))
                            .orElse("")));
        }
        text.append(
                "\n| class | mistakes of A that B does not make | mistakes of B that A does not make |\n|---|---:|---:|\n");
        changes.forEach(change -> text.append(Html.format(
                "| %s | %d | %d |\n", change.known().replace("|", "\\|"), change.mended(), change.broken())));
        return text.append("\nA mistake is a missed defect or a false reject.\n")
                .toString();
    }

    private static String percent(double fraction) {
        return Double.isNaN(fraction) ? "n/a" : Html.percent(fraction);
    }
}
