// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.BenchmarkException;
import dev.invigil.benchmark.chart.Figures;
import dev.invigil.benchmark.maps.MetricColumns;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.metric.Resamples;
import dev.invigil.detector.decision.Interval;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two models evaluated on the same parts.
 *
 * @param data name of the test data
 * @param definition of all metrics
 * @param columns the metrics, with their short names
 * @param rows per class and metric, and of the mean
 * @param classes how the decisions differ
 */
public record Comparison(
        ComparedModel first,
        ComparedModel second,
        String data,
        String definition,
        Map<Metric, String> columns,
        List<Row> rows,
        List<PairedClass> classes) {
    public Comparison {
        rows = List.copyOf(rows);
        classes = List.copyOf(classes);
    }

    /**
     * A metric of a class, as fractions; NaN where undefined.
     *
     * @param interval 95 % of the paired difference, second less first
     * @param reason why there is no interval; empty if there is one, or no difference
     */
    public record Row(
            String known, Metric metric, double first, double second, Optional<Interval> interval, String reason) {
        public double difference() {
            return second - first;
        }

        /** Whether chance alone hardly explains the difference. */
        public boolean isClear() {
            return interval.filter(i -> i.low() > 0 || i.high() < 0).isPresent();
        }
    }

    /** What decides in a class. */
    public record Thresholds(double review, double reject) {}

    /** One part with the decisions of both models. */
    public record PairedPart(DecidedPart first, DecidedPart second) {
        /** Wrong by the first (missed, or rejected though good), not by the second. */
        public boolean isCorrected() {
            return isMistake(first) && !isMistake(second);
        }

        /** Wrong by the second, not by the first. */
        public boolean isNewlyWrong() {
            return isMistake(second) && !isMistake(first);
        }

        private static boolean isMistake(DecidedPart part) {
            return part.outcome().filter(Outcome::isMistake).isPresent();
        }
    }

    /**
     * The parts of a class.
     *
     * @param first absent if the first model does not know the class
     * @param second absent if the second model does not know the class
     */
    public record PairedClass(
            String known, List<PairedPart> parts, Optional<Thresholds> first, Optional<Thresholds> second) {
        public PairedClass {
            parts = List.copyOf(parts);
        }

        /** Whether there are decisions of both. */
        public boolean isDecidedByBoth() {
            return first.isPresent() && second.isPresent();
        }
    }

    /**
     * Compares the {@code report.json} of two reports.
     *
     * @throws BenchmarkException if they cannot be compared: other parts, another truth, another definition
     */
    public static Comparison of(Path firstFile, Path secondFile) throws IOException {
        WrittenReport first = WrittenReport.read(firstFile);
        WrittenReport second = WrittenReport.read(secondFile);
        if (!first.definition().equals(second.definition())) {
            throw new BenchmarkException(Figures.format(
                    "%s has definition %s, %s has %s: not comparable; evaluate both with the same --definition",
                    firstFile, first.definition(), secondFile, second.definition()));
        }
        boolean byDigest = first.hasDigests() && second.hasDigests();
        Map<String, List<PairedPart>> pairs = new LinkedHashMap<>();
        first.parts()
                .forEach((known, parts) ->
                        pairs.put(known, pairs(parts, second.parts().getOrDefault(known, List.of()), byDigest)));
        if (!sizes(pairs).equals(sizes(first.parts())) || !sizes(pairs).equals(sizes(second.parts()))) {
            throw new BenchmarkException(firstFile + " and " + secondFile
                    + " have different test parts; evaluate both models on the same --data");
        }
        Map<Metric, String> columns = MetricColumns.of(first.hasSamples() && second.hasSamples());
        Map<String, Differences> differences = new LinkedHashMap<>();
        pairs.forEach((known, parts) -> differences.put(known, difference(first, second, known, parts)));
        List<Row> rows = new ArrayList<>();
        List<PairedClass> classes = new ArrayList<>();
        first.parts().keySet().forEach(known -> {
            columns.keySet().forEach(metric -> rows.add(row(first, second, known, metric, differences.get(known))));
            classes.add(new PairedClass(
                    known,
                    pairs.get(known),
                    Optional.ofNullable(first.thresholds().get(known)),
                    Optional.ofNullable(second.thresholds().get(known))));
        });
        columns.keySet()
                .forEach(metric -> rows.add(
                        row(first, second, WrittenReport.MEAN, metric, Differences.mean(differences.values()))));
        return new Comparison(first.model(), second.model(), first.data(), first.definition(), columns, rows, classes);
    }

    /** Whether the parts were paired by the content of their images; else by their names. */
    boolean isPairedByContent() {
        return classes.stream()
                .flatMap(known -> known.parts().stream())
                .allMatch(pair -> pair.first().digest().isPresent()
                        && pair.second().digest().isPresent());
    }

    /** For people, as Markdown: percent, differences in percentage points. */
    public String markdown() {
        return ComparisonMarkdown.of(this);
    }

    /**
     * Each part of the first report with the same part of the second; parts without a partner, or whose truth differs, are left out.
     *
     * @param byDigest whether parts are the same by the content of their images, whatever their names; else by their names
     */
    private static List<PairedPart> pairs(List<DecidedPart> first, List<DecidedPart> second, boolean byDigest) {
        Map<String, Deque<DecidedPart>> partners = new HashMap<>();
        second.forEach(part -> partners.computeIfAbsent(identity(part, byDigest), identity -> new ArrayDeque<>())
                .add(part));
        List<PairedPart> pairs = new ArrayList<>();
        for (DecidedPart part : first) {
            // copies of an image are paired in the order of their names
            DecidedPart partner = partners.getOrDefault(identity(part, byDigest), new ArrayDeque<>())
                    .poll();
            if (partner != null) {
                pairs.add(new PairedPart(part, partner));
            }
        }
        return pairs;
    }

    private static Map<String, Integer> sizes(Map<String, ? extends List<?>> lists) {
        Map<String, Integer> sizes = new HashMap<>();
        lists.forEach((name, list) -> sizes.put(name, list.size()));
        return sizes;
    }

    private static String identity(DecidedPart part, boolean byDigest) {
        return part.defective() + "\n" + (byDigest ? part.digest().orElseThrow() : part.file());
    }

    /** Paired draws, or why there are none. */
    private record Differences(Optional<Resamples> draws, String reason) {

        static Differences mean(Collection<Differences> classes) {
            Optional<Differences> without =
                    classes.stream().filter(each -> each.draws.isEmpty()).findFirst();
            return without.orElseGet(() -> new Differences(
                    Optional.of(Resamples.mean(classes.stream()
                            .map(each -> each.draws.orElseThrow())
                            .toList())),
                    ""));
        }

        Optional<Interval> interval(Metric metric) {
            return draws.flatMap(each -> each.interval(metric));
        }

        String reason(Metric metric) {
            return draws.map(each -> each.missing().getOrDefault(metric, "")).orElse(reason);
        }
    }

    private static Differences difference(
            WrittenReport first, WrittenReport second, String known, List<PairedPart> pairs) {
        Resamples before = first.resamples().get(known);
        Resamples after = second.resamples().get(known);
        if (before == null || after == null) {
            return new Differences(
                    Optional.empty(),
                    "a report of an earlier version of Invigil has no bootstrap draws; evaluate again");
        }
        if (!first.anomalous().get(known).equals(second.anomalous().get(known))) {
            return new Differences(
                    Optional.empty(), "the masks, resized for the two models, mark different images as anomalous");
        }
        // draws take parts by their place in the order of names
        if (pairs.stream()
                .anyMatch(pair -> !pair.first().file().equals(pair.second().file()))) {
            return new Differences(
                    Optional.empty(),
                    "images have other names in the two reports, so their draws do not pair; evaluate both on the same folder");
        }
        if (!before.bootstrap().equals(after.bootstrap())) {
            return new Differences(Optional.empty(), "the reports were resampled with different settings");
        }
        return new Differences(Optional.of(after.minus(before)), "");
    }

    private static Row row(
            WrittenReport first, WrittenReport second, String known, Metric metric, Differences differences) {
        double before = first.value(known, metric);
        double after = second.value(known, metric);
        boolean isDefined = !Double.isNaN(after - before);
        Optional<Interval> interval = isDefined ? differences.interval(metric) : Optional.empty();
        return new Row(
                known,
                metric,
                before,
                after,
                interval,
                isDefined && interval.isEmpty() ? differences.reason(metric) : "");
    }
}
