// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.chart.Figures;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.report.Comparison.PairedClass;
import dev.invigil.benchmark.report.Comparison.PairedPart;
import dev.invigil.benchmark.report.Comparison.Row;
import dev.invigil.benchmark.report.Comparison.Thresholds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What the page of a comparison says, without markup. */
record ComparisonView(Comparison comparison) {

    /**
     * The differences of a class, or of the mean.
     *
     * @param index of the class, or -1 of the mean
     * @param pairs the parts of the class; null of the mean
     */
    record Line(int index, String name, List<DifferenceView> rows, PairedClass pairs) {
        boolean isClass() {
            return index >= 0;
        }

        String style() {
            return isClass() ? "" : "mean";
        }

        String chart() {
            return new PairsChart(pairs).svg();
        }

        List<Group> groups() {
            return List.of(
                    Group.of(
                            pairs,
                            "Corrected by B",
                            "Parts that A missed or falsely rejected, and B did not.",
                            true,
                            PairedPart::isCorrected),
                    Group.of(
                            pairs,
                            "New with B",
                            "Parts that B missed or falsely rejected, and A did not.",
                            true,
                            PairedPart::isNewlyWrong),
                    Group.of(
                            pairs,
                            "Wrong with both",
                            "Parts that both models missed or falsely rejected.",
                            false,
                            pair -> isWrong(pair.first()) && isWrong(pair.second())));
        }

        private static boolean isWrong(DecidedPart part) {
            return part.outcome().orElseThrow().isMistake();
        }
    }

    /** Parts that one model decides wrongly, or both. */
    record Group(String title, String meaning, boolean isOpen, List<Pair> pairs) {
        private static Group of(
                PairedClass known, String title, String meaning, boolean isOpen, Predicate<PairedPart> which) {
            return new Group(
                    title,
                    meaning,
                    isOpen,
                    known.parts().stream()
                            .filter(which)
                            .map(pair -> new Pair(
                                    pair.first().file(),
                                    pair.first().defect(),
                                    Judged.of(pair.first(), known.first()),
                                    Judged.of(pair.second(), known.second())))
                            .toList());
        }
    }

    /** One part as both models decide. */
    record Pair(String file, String defect, Judged first, Judged second) {}

    /**
     * A part as one model decides.
     *
     * @param multiple its score over the reject threshold
     */
    record Judged(String style, String word, String multiple) {
        private static Judged of(DecidedPart part, Optional<Thresholds> thresholds) {
            Outcome outcome = part.outcome().orElseThrow();
            return new Judged(
                    outcome.isMistake() ? "mistake" : "",
                    outcome.word(),
                    Figures.format(
                            "%.2f", part.score() / thresholds.orElseThrow().reject()));
        }
    }

    String title() {
        return first().name() + " and " + second().name() + " on " + data();
    }

    ComparedModel first() {
        return comparison.first();
    }

    ComparedModel second() {
        return comparison.second();
    }

    String data() {
        return comparison.data();
    }

    String definition() {
        return comparison.definition();
    }

    int partCount() {
        return comparison.classes().stream().mapToInt(c -> c.parts().size()).sum();
    }

    String classCount() {
        int classes = comparison.classes().size();
        return classes + (classes == 1 ? " class" : " classes");
    }

    Collection<String> columns() {
        return comparison.columns().values();
    }

    Set<String> warnings() {
        Set<String> warnings = new LinkedHashSet<>();
        if (first().digest().equals(second().digest())) {
            warnings.add("A and B are the same model.");
        }
        if (!first().dataDigest().equals(second().dataDigest())) {
            warnings.add(
                    comparison.isPairedByContent()
                            ? "The test images are the same, but their names or their masks changed between the two evaluations."
                            : "The test parts have the same names, but their files differ: images or masks changed between the two"
                                    + " evaluations.");
        }
        comparison.classes().stream()
                .filter(known -> !known.isDecidedByBoth())
                .forEach(known -> warnings.add("Product " + known.known()
                        + " is not known to both models, so its decisions cannot be compared."));
        return warnings;
    }

    List<Tile> tiles() {
        return List.of(
                tile("Escapes", "defective parts that were passed", Mistake.of(comparison.classes(), true), "bad"),
                tile("False rejects", "good parts rejected", Mistake.of(comparison.classes(), false), "good"),
                tile(Metric.IMAGE_AUROC, "Good versus defective", "image AUROC, mean of the classes"),
                tile(Metric.AUPRO, "Defect localisation", "AUPRO, mean of the classes"));
    }

    private static Tile tile(String title, String what, Mistake mistake, String style) {
        return new Tile(
                style,
                title,
                mistake.first() + " → " + mistake.second(),
                "",
                List.of("of " + mistake.parts() + " " + what + ". " + mistake.verdict()));
    }

    private Tile tile(Metric metric, String title, String what) {
        DifferenceView mean = meanRows().stream()
                .filter(each -> each.row().metric() == metric)
                .findFirst()
                .orElseThrow();
        return new Tile("", title, mean.first() + " → " + mean.second(), "%", List.of(what + ". " + mean.sentence()));
    }

    String meansChart() {
        List<Row> rows = meanRows().stream().map(DifferenceView::row).toList();
        return new DifferencesChart(rows, comparison.columns()).svg();
    }

    List<DifferenceView> meanRows() {
        return rows(WrittenReport.MEAN);
    }

    String meansNote() {
        return "Bars and small print: 95 % interval of the paired bootstrap, " + ReportJob.BOOTSTRAP.draws()
                + " draws; both models get the same parts in each draw. The interval of a filled bar excludes zero. With "
                + meanRows().size() + " metrics, one interval may exclude zero by chance.";
    }

    /** A line per class and one of the mean. */
    List<Line> lines() {
        List<Line> lines = new ArrayList<>(classLines());
        lines.add(new Line(-1, "mean", meanRows(), null));
        return lines;
    }

    List<Line> classLines() {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < comparison.classes().size(); i++) {
            PairedClass pairs = comparison.classes().get(i);
            lines.add(new Line(i, pairs.known(), rows(pairs.known()), pairs));
        }
        return lines;
    }

    /** Why intervals are missing, once per class and reason. */
    List<String> reasons() {
        Map<String, Set<String>> byReason = new LinkedHashMap<>();
        comparison.rows().stream().filter(row -> !row.reason().isEmpty()).forEach(row -> byReason.computeIfAbsent(
                        row.known() + ": " + row.reason(), r -> new LinkedHashSet<>())
                .add(comparison.columns().get(row.metric())));
        return byReason.entrySet().stream()
                .map(reason -> "No interval: " + reason.getKey() + " (" + String.join(", ", reason.getValue()) + ")")
                .toList();
    }

    private List<DifferenceView> rows(String known) {
        return comparison.rows().stream()
                .filter(row -> row.known().equals(known))
                .map(row -> new DifferenceView(comparison.columns().get(row.metric()), row))
                .toList();
    }
}
