// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.chart.Figures;
import dev.invigil.benchmark.chart.Scale;
import dev.invigil.benchmark.evaluate.BundleEvaluation;
import dev.invigil.benchmark.maps.MetricColumns;
import dev.invigil.benchmark.metric.ClassMetrics;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.metric.MetricValue;
import dev.invigil.detector.bundle.ModelDescription;
import dev.invigil.detector.bundle.Provenance;
import dev.invigil.detector.model.DetectorSpec;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** What the page of a report says, without markup. */
record ReportView(Report report) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    String title() {
        return model().name() + " on " + data();
    }

    ModelDescription model() {
        return report.subject().model();
    }

    String data() {
        return report.subject().data();
    }

    String digest() {
        return report.subject().modelDigest();
    }

    String evaluated() {
        return TIME.format(report.subject().created());
    }

    /** How many parts and classes. */
    String size() {
        int parts = report.classes().stream().mapToInt(c -> c.parts().size()).sum();
        int classes = report.classes().size();
        return parts + " test parts of " + classes + (classes == 1 ? " class" : " classes");
    }

    boolean isUntrained() {
        return model().provenance().hasRandomEncoder();
    }

    List<String> means() {
        return ReportSentences.means(report);
    }

    List<Tile> tiles() {
        Tally good = Tally.sum(report.classes().stream().map(ClassReport::good).toList());
        Tally bad =
                Tally.sum(report.classes().stream().map(ClassReport::defective).toList());
        return List.of(
                tile("Escapes", bad, bad.passed(), "defective parts that were passed", "bad"),
                tile("False rejects", good, good.rejected(), "good parts rejected", "good"),
                tile(Metric.IMAGE_AUROC, "Good versus defective", "image AUROC, mean of the classes"),
                tile(Metric.AUPRO, "Defect localisation", "AUPRO, mean of the classes"));
    }

    private static Tile tile(String title, Tally tally, int count, String what, String style) {
        String share = tally.total() == 0
                ? "no such parts"
                : tally.percent(count) + "\u00a0%, 95\u00a0% interval "
                        + Figures.percent(tally.interval(count).low()) + " to "
                        + Figures.percent(tally.interval(count).high()) + "\u00a0%";
        return new Tile(style, title, Integer.toString(count), "of " + tally.total(), List.of(what, share));
    }

    private Tile tile(Metric metric, String title, String what) {
        MetricValue value = report.result().mean().get(metric).value();
        List<String> lines = report.resampledMean()
                .interval(metric)
                .map(i -> List.of(
                        what,
                        "95\u00a0% interval " + Figures.percent(i.low()) + " to " + Figures.percent(i.high())
                                + "\u00a0%"))
                .orElse(List.of(what));
        return value.isDefined()
                ? new Tile("", title, Figures.percent(value.orNaN()), "%", lines)
                : new Tile("", title, "n/a", "", lines);
    }

    DecisionTable decisions() {
        return DecisionTable.of(report.classes());
    }

    MetricTable metrics() {
        return MetricTable.of(report);
    }

    List<ProductView> sections() {
        return IntStream.range(0, report.classes().size())
                .mapToObj(i -> ProductView.of(report.classes().get(i), i))
                .toList();
    }

    /** What the model and the data are, by the name of each fact. */
    Map<String, String> provenance() {
        Report.Subject subject = report.subject();
        Provenance provenance = model().provenance();
        DetectorSpec detector = model().detector();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Model", model().name() + ", version " + model().version());
        facts.put("Model digest (SHA-256 of the bundle's manifest)", subject.modelDigest());
        facts.put(
                "Detector",
                Figures.format(
                        "%s, images of %s pixels, maps smoothed with sigma %s",
                        detector.family(),
                        detector.preprocessing().size(),
                        Scale.label(detector.postprocessing().sigma())));
        if (!detector.encoderName().isEmpty()) {
            facts.put("Encoder", detector.encoderName());
        }
        provenance
                .backbone()
                .ifPresent(backbone -> facts.put(
                        "Backbone weights",
                        (backbone.random() ? "random, untrained" : backbone.file()) + "; SHA-256 "
                                + backbone.sha256()));
        facts.put("Training", recipe(provenance));
        facts.put("Trained", TIME.format(model().created()) + ", with Invigil " + provenance.codeVersion());
        facts.put("Training data digest", provenance.dataDigest());
        facts.put("Test data", subject.data());
        facts.put("Test data digest (images and masks)", subject.dataDigest());
        facts.put("Evaluated", TIME.format(subject.created()) + ", with Invigil " + subject.codeVersion());
        return facts;
    }

    private static String recipe(Provenance provenance) {
        Provenance.Recipe recipe = provenance.recipe();
        if (recipe.epochs() == 0) {
            return Figures.format(
                    "no training steps, %s %% of the good parts held out, seed %d",
                    Scale.label(100 * recipe.calibrationShare()), provenance.seed());
        }
        return Figures.format(
                "%d %s, %d images per step, learning rate %s, %s, %s %% of the good parts held out, seed %d",
                recipe.epochs(),
                recipe.epochs() == 1 ? "epoch" : "epochs",
                recipe.batch(),
                recipe.learningRate(),
                recipe.precision().name().toLowerCase(Locale.ROOT),
                Scale.label(100 * recipe.calibrationShare()),
                provenance.seed());
    }

    List<String> notes() {
        List<String> notes = new ArrayList<>(List.of(
                "All metrics use the definition “"
                        + report.result().definition().label()
                        + "”. A part's score is "
                        + ReportSentences.score(
                                model().detector().postprocessing().score())
                        + ". All classes have equal weight in a mean.",
                "Intervals of metrics: percentile bootstrap, " + ReportJob.BOOTSTRAP.draws()
                        + " draws of the test parts with all their pixels, good and defective parts drawn separately, seed "
                        + ReportJob.BOOTSTRAP.seed()
                        + ". In each draw the same code computes every metric again, with pixel scores rounded to about a thousandth of their value."
                        + " For a mean, each class is drawn separately. Intervals of rates: Clopper-Pearson. All intervals apply to parts like these, not"
                        + " to another line or camera."));
        BundleEvaluation.unknownProducts(
                        model(),
                        report.result().classes().stream()
                                .map(ClassMetrics::name)
                                .toList())
                .ifPresent(line -> notes.add(0, sentence(line)));
        return List.copyOf(notes);
    }

    private static String sentence(String line) {
        return line.substring(0, 1).toUpperCase(Locale.ROOT) + line.substring(1) + ".";
    }

    /** What each metric is in this definition. */
    Map<String, String> meanings() {
        Map<String, String> meanings = new LinkedHashMap<>();
        MetricColumns.of(report.result())
                .forEach((metric, name) -> meanings.put(
                        name, ReportSentences.meaning(metric, report.result().definition())));
        return meanings;
    }
}
