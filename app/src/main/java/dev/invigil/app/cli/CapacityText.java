// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.terminal.TextTable;
import dev.invigil.detector.decision.Interval;
import dev.invigil.trainer.capacity.CapacityTable;
import dev.invigil.trainer.capacity.ProductCapacity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What sharing a model does to each product, as text: tables and sentences. Figures are percent and percentage points. */
final class CapacityText {
    private static final String NOTHING = "n/a";

    private final CapacityTable table;
    private final boolean isOtherDetector;
    private final TableFormat format;

    /**
     * @param isOtherDetector whether the models of one product are of another detector than the shared one, so that a difference need not
     *     come from sharing
     */
    CapacityText(CapacityTable table, boolean isOtherDetector, TableFormat format) {
        this.table = table;
        this.isOtherDetector = isOtherDetector;
        this.format = format;
    }

    /**
     * The whole text.
     *
     * @param leftOut why products were not compared
     */
    String of(Map<String, String> leftOut) {
        StringBuilder text = new StringBuilder();
        text.append("How well scores separate good from defective parts (image AUROC, %):\n\n")
                .append(ranking())
                .append("\nParts that are not passed, at each model's own thresholds (%):\n\n")
                .append(stopped())
                .append('\n');
        sentences().forEach(sentence -> text.append(sentence).append('\n'));
        leftOut.forEach((product, reason) -> text.append("Not compared: ")
                .append(product)
                .append(", ")
                .append(reason)
                .append(".\n"));
        text.append("""

                In brackets: intervals that hold together for all products with %s %% confidence (AUROC: bootstrap, the same
                parts for both models; shares: exact).
                """.formatted(number(100 * table.confidence())));
        if (isOtherDetector) {
            text.append("""
                    The models of one product are of another detector than the shared one, so what all products gain alone may
                    come from the detector; "beyond others" compares each product with the rest. With --detector and the
                    name of the shared model's detector only sharing differs.
                    """);
        }
        return text.toString();
    }

    private String ranking() {
        TextTable text = new TextTable(
                "product",
                ">trained shared",
                ">alone",
                ">good",
                ">defective",
                ">shared",
                ">alone",
                ">alone - shared",
                ">beyond others",
                "result");
        for (ProductCapacity each : table.products()) {
            ProductCapacity.Ranking ranking = each.ranking();
            text.row(
                    each.parts().product(),
                    Integer.toString(each.parts().sharedTraining()),
                    Integer.toString(each.parts().aloneTraining()),
                    Integer.toString(each.parts().good()),
                    Integer.toString(each.parts().defective()),
                    share(ranking.shared()),
                    share(ranking.alone()),
                    difference(ranking.difference()),
                    ranking.beyond().map(CapacityText::difference).orElse(NOTHING),
                    finding(ranking));
        }
        return format.text(text);
    }

    private String finding(ProductCapacity.Ranking ranking) {
        String finding =
                switch (ranking.finding()) {
                    case PAYS -> isOtherDetector ? "better alone" : "sharing costs";
                    case GAINS -> isOtherDetector ? "better shared" : "sharing helps";
                    case OPEN -> ranking.reason().isEmpty() ? "no difference shown" : ranking.reason();
                };
        return ranking.standsOut() ? finding + ", stands out" : finding;
    }

    private String stopped() {
        TextTable text = new TextTable(
                "product",
                ">defective: shared",
                ">alone",
                ">alone - shared",
                ">good: shared",
                ">alone",
                ">alone - shared");
        for (ProductCapacity each : table.products()) {
            List<String> cells = new ArrayList<>(List.of(each.parts().product()));
            cells.addAll(stopped(each.stoppedDefects()));
            cells.addAll(stopped(each.stoppedGood()));
            text.row(cells.toArray(String[]::new));
        }
        return format.text(text);
    }

    private static List<String> stopped(Optional<ProductCapacity.Stopped> stopped) {
        return stopped.map(some -> List.of(
                        count(some.shared(), some.parts(), some.sharedInterval()),
                        count(some.alone(), some.parts(), some.aloneInterval()),
                        difference(
                                (double) (some.alone() - some.shared()) / some.parts(),
                                Optional.of(some.difference()))))
                .orElse(List.of(NOTHING, NOTHING, NOTHING));
    }

    /** What the tables say. */
    private List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        String pays = isOtherDetector ? "A model of its own is better for %s: %s" : "Sharing costs %s %s";
        String gains = isOtherDetector ? "The shared model is better for %s: %s" : "Sharing helps %s: %s";
        for (ProductCapacity each : table.products()) {
            String end =
                    " points of AUROC" + (each.ranking().standsOut() ? ", more than for the other products." : ".");
            String product = each.parts().product();
            switch (each.ranking().finding()) {
                case PAYS ->
                    sentences.add(
                            pays.formatted(product, difference(each.ranking().difference())) + end);
                case GAINS ->
                    sentences.add(
                            gains.formatted(product, difference(each.ranking().difference())) + end);
                case OPEN -> {
                    // together, below
                }
            }
        }
        String open = table.products().stream()
                .filter(each -> each.ranking().finding() == ProductCapacity.Finding.OPEN)
                .map(each -> each.parts().product())
                .collect(Collectors.joining(", "));
        if (!open.isEmpty()) {
            sentences.add("No difference was shown for " + open + ".");
        }
        return sentences;
    }

    private static String share(ProductCapacity.Estimate estimate) {
        return Double.isNaN(estimate.value())
                ? NOTHING
                : number(100 * estimate.value())
                        + estimate.interval().map(CapacityText::share).orElse("");
    }

    private static String count(int some, int all, Interval interval) {
        return some + "/" + all + share(interval);
    }

    private static String share(Interval interval) {
        return " (%s to %s)".formatted(number(100 * interval.low()), number(100 * interval.high()));
    }

    private static String difference(ProductCapacity.Estimate estimate) {
        return Double.isNaN(estimate.value()) ? NOTHING : difference(estimate.value(), estimate.interval());
    }

    private static String difference(double value, Optional<Interval> interval) {
        return signed(value)
                + interval.map(around -> " (%s to %s)".formatted(signed(around.low()), signed(around.high())))
                        .orElse("");
    }

    private static String signed(double share) {
        String text = String.format(Locale.ROOT, "%+.1f", 100 * share);
        return text.matches("[+-]0\\.0") ? "0.0" : text;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
    }
}
