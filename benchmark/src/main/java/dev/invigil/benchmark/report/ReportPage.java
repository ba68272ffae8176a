// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import static dev.invigil.benchmark.chart.Html.text;

import dev.invigil.benchmark.chart.Html;
import dev.invigil.benchmark.chart.Scale;
import dev.invigil.benchmark.chart.Svg;
import dev.invigil.benchmark.maps.MetricColumns;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.detector.bundle.Provenance;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report as one HTML page. It loads nothing: styles, drawings and pictures are in it, and its own policy forbids the rest. */
final class ReportPage {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private ReportPage() {}

    static void write(Report report, Writer out) throws IOException {
        Report.Subject subject = report.subject();
        out.write(head(subject.model().name() + " on " + subject.data()));
        out.write(headline(report));
        out.write("<section id=\"decisions\"><h2>Decisions by class</h2>\n"
                + DecisionsSection.of(report.classes())
                + "</section>\n");
        out.write("<section id=\"metrics\"><h2>Metrics by class</h2>\n" + MetricsSection.of(report) + "</section>\n");
        for (int i = 0; i < report.classes().size(); i++) {
            out.write(ClassSection.of(report.classes().get(i), i));
        }
        out.write(provenance(subject));
        out.write(definitions(report));
        out.write("</main></body></html>\n");
    }

    /** Everything up to and with {@code <main>}. */
    static String head(String title) {
        return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
                <title>%s</title>
                <style>
                %s%s</style></head>
                <body><main>
                """.formatted(text(title), Svg.colours(), styles());
    }

    private static String headline(Report report) {
        Report.Subject subject = report.subject();
        Tally good = Tally.sum(report.classes().stream().map(ClassReport::good).toList());
        Tally bad =
                Tally.sum(report.classes().stream().map(ClassReport::defective).toList());
        int parts = report.classes().stream().mapToInt(c -> c.parts().size()).sum();
        StringBuilder html = new StringBuilder();
        html.append(Html.format(
                """
                <header><p class="kicker">Evaluation report</p><h1>%s <span>version %s</span></h1>
                <p class="lead">Judged on <b>%s</b>: %d test parts of %d %s, on %s.</p>
                """,
                text(subject.model().name()),
                text(subject.model().version()),
                text(subject.data()),
                parts,
                report.classes().size(),
                report.classes().size() == 1 ? "class" : "classes",
                TIME.format(subject.created())));
        if (subject.model().provenance().backbone().random()) {
            html.append(
                    "<p class=\"warning\"><b>The encoder has random weights.</b> Nobody trained it, so this model is good for trying things"
                            + " out, not for a line.</p>\n");
        }
        html.append("<div class=\"tiles\">")
                .append(tile("Escapes", bad, bad.passed(), "defective parts passed unnoticed", "bad"))
                .append(tile("False rejects", good, good.rejected(), "good parts rejected", "good"))
                .append(tile(report, Metric.IMAGE_AUROC, "Telling parts apart", "image AUROC, mean of the classes"))
                .append(tile(report, Metric.AUPRO, "Showing where", "AUPRO, mean of the classes"))
                .append("</div>\n");
        Words.means(report)
                .forEach(sentence -> html.append("<p>").append(text(sentence)).append("</p>\n"));
        html.append("<p class=\"digest\">Model <code>")
                .append(text(subject.modelDigest()))
                .append("</code></p></header>\n");
        return html.toString();
    }

    private static String tile(String title, Tally tally, int count, String what, String style) {
        String share = tally.total() == 0
                ? "no such parts"
                : Html.format(
                        "%s&nbsp;%%, 95&nbsp;%% interval %s to %s&nbsp;%%",
                        Html.percent((double) count / tally.total()),
                        Html.percent(tally.interval(count).low()),
                        Html.percent(tally.interval(count).high()));
        return Html.format(
                "<div class=\"tile %s\"><h3>%s</h3><p class=\"figure\">%d <small>of %d</small></p><p>%s<br>%s</p></div>",
                style, title, count, tally.total(), what, share);
    }

    private static String tile(Report report, Metric metric, String title, String what) {
        var value = report.result().mean().get(metric).value();
        String span = report.resampledMean()
                .interval(metric)
                .map(i -> Html.format(
                        "<br>95&nbsp;%% interval %s to %s&nbsp;%%", Html.percent(i.low()), Html.percent(i.high())))
                .orElse("");
        return Html.format(
                "<div class=\"tile\"><h3>%s</h3><p class=\"figure\">%s</p><p>%s%s</p></div>",
                title, value.isDefined() ? Html.percent(value.orNaN()) + " <small>%</small>" : "n/a", what, span);
    }

    private static String provenance(Report.Subject subject) {
        Provenance provenance = subject.model().provenance();
        Provenance.Recipe recipe = provenance.recipe();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "Model", subject.model().name() + ", version " + subject.model().version());
        facts.put("Model digest (SHA-256 of the bundle's manifest)", subject.modelDigest());
        facts.put(
                "Detector",
                Html.format(
                        "%s, pictures at %2$d × %2$d, maps smoothed with sigma %3$s",
                        subject.model().detector().kind(),
                        subject.model().detector().size(),
                        Scale.label(subject.model().detector().sigma())));
        facts.put("Encoder", subject.model().encoder().architecture());
        facts.put(
                "Backbone weights",
                provenance.backbone().random()
                        ? "random, never trained; SHA-256 "
                                + provenance.backbone().sha256()
                        : provenance.backbone().file() + "; SHA-256 "
                                + provenance.backbone().sha256());
        facts.put(
                "Training",
                Html.format(
                        "%d epochs, %d pictures a step, learning rate %s, %s, %s %% of the good parts held out, seed %d",
                        recipe.epochs(),
                        recipe.batch(),
                        recipe.learningRate(),
                        recipe.precision().name().toLowerCase(Locale.ROOT),
                        Scale.label(100 * recipe.calibrationShare()),
                        provenance.seed()));
        facts.put("Trained", TIME.format(subject.model().created()) + ", with Invigil " + provenance.codeVersion());
        facts.put("Training data digest", provenance.dataDigest());
        facts.put("Test data", subject.data());
        facts.put("Test data digest (photographs and masks)", subject.dataDigest());
        facts.put("Evaluated", TIME.format(subject.created()) + ", with Invigil " + subject.codeVersion());
        return "<section id=\"provenance\"><h2>Where this comes from</h2>\n" + list(facts) + "</section>\n";
    }

    private static String definitions(Report report) {
        Map<String, String> meanings = new LinkedHashMap<>();
        MetricColumns.of(report.result())
                .forEach((metric, name) ->
                        meanings.put(name, Words.meaning(metric, report.result().definition())));
        List<String> notes = List.of(
                "All metrics are in the definition “"
                        + report.result().definition().label()
                        + "”. A part's score is the highest value of its map. Each class weighs the same in a mean.",
                "Intervals of metrics: percentile bootstrap, " + ReportJob.BOOTSTRAP.draws()
                        + " draws of the test parts with all their pixels, good and defective ones apart, seed "
                        + ReportJob.BOOTSTRAP.seed()
                        + ". In each draw a metric is computed anew by the same code; pixels then count by cells of a thousandth of their score."
                        + " Of a mean: each class drawn by itself. Intervals of rates: Clopper and Pearson. All speak of parts like these, not of"
                        + " another line or camera.");
        StringBuilder html = new StringBuilder("<section id=\"definitions\"><h2>What the metrics are</h2>\n");
        notes.forEach(note -> html.append("<p>").append(text(note)).append("</p>\n"));
        return html.append(list(meanings)).append("</section>\n").toString();
    }

    static String list(Map<String, String> facts) {
        StringBuilder html = new StringBuilder("<dl>");
        facts.forEach((name, value) -> html.append("<dt>")
                .append(text(name))
                .append("</dt><dd>")
                .append(text(value))
                .append("</dd>\n"));
        return html.append("</dl>\n").toString();
    }

    private static String styles() {
        try (InputStream text = ReportPage.class.getResourceAsStream("report.css")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
