// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import static dev.invigil.benchmark.chart.Html.text;

import dev.invigil.benchmark.chart.Html;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.report.Comparison.PairedClass;
import dev.invigil.benchmark.report.Comparison.Row;
import java.io.IOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The comparison as one HTML page, in the report's design; it loads nothing. */
final class ComparisonPage {
    private ComparisonPage() {}

    static void write(Comparison comparison, Writer out) throws IOException {
        out.write(ReportPage.head(
                comparison.first().name() + " and " + comparison.second().name() + " on " + comparison.data()));
        out.write(headline(comparison));
        out.write(means(comparison));
        out.write(table(comparison));
        for (int i = 0; i < comparison.classes().size(); i++) {
            out.write(known(comparison, comparison.classes().get(i), i));
        }
        out.write(provenance(comparison));
        out.write("</main></body></html>\n");
    }

    private static String headline(Comparison comparison) {
        int parts =
                comparison.classes().stream().mapToInt(c -> c.parts().size()).sum();
        StringBuilder html = new StringBuilder();
        html.append("<header><p class=\"kicker\">Comparison of two models</p>\n<h1 class=\"pair\">")
                .append(name("A", comparison.first()))
                .append(name("B", comparison.second()))
                .append("</h1>\n")
                .append(Html.format(
                        "<p class=\"lead\">Both judged the same %d test parts of <b>%s</b>, %d %s. Differences are B less A.</p>\n",
                        parts,
                        text(comparison.data()),
                        comparison.classes().size(),
                        comparison.classes().size() == 1 ? "class" : "classes"));
        warnings(comparison).forEach(warning -> html.append("<p class=\"warning\">")
                .append(text(warning))
                .append("</p>\n"));
        return html.append("<div class=\"tiles\">")
                .append(tile(
                        "Escapes", "defective parts passed unnoticed", Mistake.of(comparison.classes(), true), "bad"))
                .append(tile("False rejects", "good parts rejected", Mistake.of(comparison.classes(), false), "good"))
                .append(tile(comparison, Metric.IMAGE_AUROC, "Telling parts apart", "image AUROC, mean of the classes"))
                .append(tile(comparison, Metric.AUPRO, "Showing where", "AUPRO, mean of the classes"))
                .append("</div></header>\n")
                .toString();
    }

    private static String name(String letter, ComparedModel model) {
        return Html.format(
                "<span class=\"model\"><b>%s</b> %s <small>version %s, <code>%s</code></small></span>",
                letter,
                text(model.name()),
                text(model.version()),
                text(model.digest().substring(0, Math.min(12, model.digest().length()))));
    }

    private static List<String> warnings(Comparison comparison) {
        Set<String> warnings = new LinkedHashSet<>();
        if (comparison.first().digest().equals(comparison.second().digest())) {
            warnings.add("A and B are the same model.");
        }
        if (!comparison.first().dataDigest().equals(comparison.second().dataDigest())) {
            warnings.add(
                    "The test parts have the same names, but their files differ: the photographs or masks were changed between"
                            + " the two evaluations.");
        }
        comparison.classes().stream()
                .filter(known -> !known.isJudgedByBoth())
                .forEach(known -> warnings.add("Class " + known.known()
                        + " is not known to both models: there are no decisions to compare in it."));
        return List.copyOf(warnings);
    }

    private static String tile(String title, String what, Mistake mistake, String style) {
        return Html.format(
                "<div class=\"tile %s\"><h3>%s</h3><p class=\"figure\">%d → %d</p><p>of %d %s. %s</p></div>",
                style, title, mistake.first(), mistake.second(), mistake.parts(), what, text(mistake.verdict()));
    }

    private static String tile(Comparison comparison, Metric metric, String title, String what) {
        Row row = comparison.rows().stream()
                .filter(each -> each.known().equals(WrittenReport.MEAN) && each.metric() == metric)
                .findFirst()
                .orElseThrow();
        return Html.format(
                "<div class=\"tile\"><h3>%s</h3><p class=\"figure\">%s → %s <small>%%</small></p><p>%s. %s</p></div>",
                title, percent(row.first()), percent(row.second()), what, text(sentence(row)));
    }

    private static String sentence(Row row) {
        if (Double.isNaN(row.difference())) {
            return "Not defined for both.";
        }
        return row.interval()
                .map(i -> Html.format(
                        "Difference %s, 95 %% interval %s to %s: %s.",
                        points(row.difference()),
                        points(i.low()),
                        points(i.high()),
                        !row.isClear()
                                ? "no proof that they differ"
                                : row.difference() > 0 ? "B is better" : "A is better"))
                .orElseGet(
                        () -> Html.format("Difference %s; no interval: %s.", points(row.difference()), row.reason()));
    }

    private static String means(Comparison comparison) {
        List<Row> rows = comparison.rows().stream()
                .filter(row -> row.known().equals(WrittenReport.MEAN))
                .toList();
        return "<section id=\"means\"><h2>Means of the classes</h2>\n<div class=\"decisions\"><figure>"
                + new DifferencesChart(rows, comparison.columns()).svg()
                + "</figure><div class=\"wide\">"
                + rows(comparison, rows)
                + "</div></div>\n<p class=\"soft\">Bars and small figures: 95 % interval of the paired bootstrap, "
                + ReportJob.BOOTSTRAP.draws()
                + " draws in which both models are given the same parts. A filled bar excludes zero. With "
                + rows.size()
                + " metrics looked at, one may do so by chance.</p></section>\n";
    }

    private static String rows(Comparison comparison, List<Row> rows) {
        StringBuilder html = new StringBuilder(
                "<table><thead><tr><th>metric</th><th>A</th><th>B</th><th>B − A</th></tr></thead>\n<tbody>");
        for (Row row : rows) {
            html.append(Html.format(
                    "<tr><th>%s</th><td>%s</td><td>%s</td>%s</tr>\n",
                    comparison.columns().get(row.metric()),
                    percent(row.first()),
                    percent(row.second()),
                    difference(row)));
        }
        return html.append("</tbody></table>").toString();
    }

    private static String difference(Row row) {
        if (Double.isNaN(row.difference())) {
            return "<td class=\"missing\">n/a</td>";
        }
        String style = !row.isClear() ? "" : row.difference() > 0 ? " class=\"second\"" : " class=\"first\"";
        return Html.format(
                "<td%s>%s<small%s>%s</small></td>",
                style,
                points(row.difference()),
                row.reason().isEmpty() ? "" : " title=\"" + text(row.reason()) + "\"",
                row.interval()
                        .map(i -> points(i.low()) + "…" + points(i.high()))
                        .orElse("no interval"));
    }

    private static String table(Comparison comparison) {
        StringBuilder html = new StringBuilder(
                        "<section id=\"classes\"><h2>Differences by class</h2>\n<p>In percentage points, definition “")
                .append(text(comparison.definition()))
                .append("”. Coloured where the interval excludes zero: ")
                .append("<b class=\"second\">B is better</b>, <b class=\"first\">A is better</b>.</p>\n")
                .append("<div class=\"wide\"><table class=\"dense\"><thead><tr><th>class</th>");
        comparison.columns().values().forEach(name -> html.append("<th>")
                .append(name)
                .append("</th>"));
        html.append("</tr></thead>\n<tbody>");
        for (int i = 0; i < comparison.classes().size(); i++) {
            String known = comparison.classes().get(i).known();
            html.append(Html.format("<tr><th><a href=\"#class-%d\">%s</a></th>", i, text(known)));
            differences(comparison, known, html);
        }
        html.append("<tr class=\"mean\"><th>mean</th>");
        differences(comparison, WrittenReport.MEAN, html);
        return html.append("</tbody></table></div>\n")
                .append(reasons(comparison))
                .append("</section>\n")
                .toString();
    }

    private static void differences(Comparison comparison, String known, StringBuilder html) {
        comparison.rows().stream()
                .filter(row -> row.known().equals(known))
                .forEach(row -> html.append(difference(row)));
        html.append("</tr>\n");
    }

    private static String reasons(Comparison comparison) {
        Map<String, Set<String>> byReason = new LinkedHashMap<>();
        comparison.rows().stream().filter(row -> !row.reason().isEmpty()).forEach(row -> byReason.computeIfAbsent(
                        row.known() + ": " + row.reason(), r -> new LinkedHashSet<>())
                .add(comparison.columns().get(row.metric())));
        StringBuilder html = new StringBuilder();
        byReason.forEach((reason, names) -> html.append("<p class=\"soft\">No interval: ")
                .append(text(reason))
                .append(" (")
                .append(String.join(", ", names))
                .append(")</p>\n"));
        return html.toString();
    }

    private static String known(Comparison comparison, PairedClass known, int index) {
        StringBuilder html = new StringBuilder(
                Html.format("<section class=\"class\" id=\"class-%d\"><h2>%s</h2>\n", index, text(known.known())));
        List<Row> rows = comparison.rows().stream()
                .filter(row -> row.known().equals(known.known()))
                .toList();
        if (!known.isJudgedByBoth()) {
            return html.append(
                            "<p class=\"warning\">Not known to both models, so there are no decisions to compare.</p>\n")
                    .append("<div class=\"wide\">")
                    .append(rows(comparison, rows))
                    .append("</div></section>\n")
                    .toString();
        }
        html.append("<div class=\"decisions\"><figure>")
                .append(new PairsChart(known).svg())
                .append(
                        "<figcaption class=\"key\"><span><i class=\"good\"></i>good part</span><span><i class=\"bad\"></i>defective part</span>")
                .append(
                        "<span>lines: reject, dashed: review. Below right: flagged by A only; above left: by B only.</span></figcaption></figure>")
                .append("<div class=\"wide\">")
                .append(rows(comparison, rows))
                .append("</div></div>\n");
        html.append(PairedPartsSection.of(known));
        return html.append("</section>\n").toString();
    }

    private static String provenance(Comparison comparison) {
        return "<section id=\"provenance\"><h2>Where this comes from</h2>\n<h3>A</h3>"
                + ReportPage.list(comparison.first().facts())
                + "<h3>B</h3>"
                + ReportPage.list(comparison.second().facts())
                + "</section>\n";
    }

    private static String points(double fraction) {
        String digits = Html.format("%+.1f", 100 * fraction);
        return digits.equals("-0.0") || digits.equals("+0.0") ? "0.0" : digits.replace('-', '−');
    }

    private static String percent(double fraction) {
        return Double.isNaN(fraction) ? "n/a" : Html.percent(fraction);
    }
}
