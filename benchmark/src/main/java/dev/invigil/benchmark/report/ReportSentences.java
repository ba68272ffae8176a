// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.chart.Figures;
import dev.invigil.benchmark.chart.Scale;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.metric.MetricDefinition;
import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.detector.decision.Interval;
import dev.invigil.detector.model.ImageScore;
import java.util.ArrayList;
import java.util.List;

/** Figures as sentences, without markup. */
final class ReportSentences {
    private ReportSentences() {}

    /** How the score of a part comes from its map, as the end of a sentence. */
    static String score(ImageScore score) {
        return switch (score.rule()) {
            case MAXIMUM -> "the highest value of its map";
            case MAXIMUM_OF_AVERAGES ->
                Figures.format("the highest mean of %1$d × %1$d pixels of its map", score.window());
            case MEAN -> "the mean of its map";
            case MEAN_OF_LARGEST ->
                Figures.format(
                        "the mean of the highest %.2g %% of its map",
                        100 * score.share().orElseThrow());
        };
    }

    /** The thresholds and their guarantees. */
    static String threshold(ClassThreshold threshold) {
        String base = Figures.format(
                "A part with a score above %.4f is sent to review, above %.4f it is rejected. The thresholds were computed from %d good"
                        + " parts that were held out of training. The requested rates were at most %s %% false rejects, and at most %s %% of good"
                        + " parts in review or rejected.",
                threshold.review(),
                threshold.reject(),
                threshold.parts(),
                rate(threshold.asked().reject()),
                rate(threshold.asked().review()));
        base += Figures.format(
                " This number of parts guarantees at most %s %% false rejects on average; with 95 %% confidence, the rate with these thresholds is below %s %%.",
                Figures.percent(threshold.guaranteedRate()), Figures.percent(threshold.realisedRateBound()));
        return threshold.basis() instanceof Basis.Provisional provisional
                ? base + " They are provisional: " + provisional.reason() + "."
                : base;
    }

    /** False rejects, with their interval. */
    static String good(Tally good, ClassThreshold threshold) {
        if (good.total() == 0) {
            return "The data has no good parts, so the false-reject rate cannot be estimated.";
        }
        String sentence = share(
                good, good.rejected(), "good", good.rejected() > 1 ? "were rejected" : "was rejected", "false rejects");
        if (good.interval(good.rejected()).low() > threshold.asked().reject()) {
            sentence += Figures.format(
                    " That is more than the %s %% that the thresholds were calibrated for: the good parts of this data look different from those of"
                            + " the calibration. Calibrate again with current parts.",
                    rate(threshold.asked().reject()));
        }
        String others = good.rejected() > 0 && good.reviewed() > 0 ? " more went" : " went";
        return sentence + " " + (good.reviewed() == 0 ? "None" : good.reviewed()) + others + " to review."
                + otherProduct(good);
    }

    /** Escapes, with their interval. */
    static String defective(Tally defective) {
        if (defective.total() == 0) {
            return "The data has no defective parts, so the escape rate cannot be estimated.";
        }
        return share(defective, defective.passed(), "defective", "passed unnoticed", "escapes")
                + Figures.format(
                        " %s %s rejected and %s sent to review.",
                        defective.rejected() == 0 ? "None" : defective.rejected(),
                        defective.rejected() > 1 ? "were" : "was",
                        defective.reviewed() == 0 ? "none" : defective.reviewed())
                + otherProduct(defective);
    }

    /** Silent where the product check stopped nothing, as with most data. */
    private static String otherProduct(Tally tally) {
        return tally.otherProduct() == 0
                ? ""
                : Figures.format(
                        " %d %s classified as another product and stopped (WRONG_PRODUCT).",
                        tally.otherProduct(), tally.otherProduct() > 1 ? "were" : "was");
    }

    private static String share(Tally tally, int count, String kind, String verb, String name) {
        Interval interval = tally.interval(count);
        return Figures.format(
                "Of %d %s %s, %s %s (%s): %s %%. With 95 %% confidence the true rate is between %s %% and %s %%.",
                tally.total(),
                kind,
                tally.total() == 1 ? "part" : "parts",
                count == 0 ? "none" : count,
                verb,
                name,
                Figures.percent((double) count / tally.total()),
                Figures.percent(interval.low()),
                Figures.percent(interval.high()));
    }

    /** 0.01 as {@code 1}. */
    private static String rate(double fraction) {
        return Scale.label(100 * fraction);
    }

    /** What the model's means say, for people who do not know the metrics' names. */
    static List<String> means(Report report) {
        List<String> sentences = new ArrayList<>();
        var auroc = report.result().mean().get(Metric.IMAGE_AUROC);
        if (auroc.value().isDefined()) {
            sentences.add(Figures.format(
                    "Classification: of a defective and a good part of the same class, the defective one has the higher score in %s %% of all"
                            + " pairs (image AUROC; 50 %% is random guessing).",
                    Figures.percent(auroc.value().orNaN())));
        }
        var aupro = report.result().mean().get(Metric.AUPRO);
        if (aupro.value().isDefined()) {
            sentences.add(Figures.format(
                    "Localisation: the anomaly maps cover the marked defects with an AUPRO of %s %% (100 %% is perfect).",
                    Figures.percent(aupro.value().orNaN())));
        }
        return sentences;
    }

    /** What a metric is in this definition. */
    static String meaning(Metric metric, MetricDefinition definition) {
        boolean exact = definition == MetricDefinition.EXACT;
        boolean strips = definition == MetricDefinition.ADEVAL;
        String sweep = exact
                ? ", mean over the thresholds 0.2, 0.3, … 0.8 of min-max normalised maps"
                : ", mean over the thresholds 0.2, 0.3, … 0.8 of min-max normalised maps, epsilon 1e-8";
        String best = exact
                ? ", best over all distinct scores"
                : ", best of 21 thresholds of the class's min-max normalised maps, epsilon 1e-8";
        return switch (metric) {
            case SAMPLE_AUROC ->
                "as I-AUROC, for parts with images from several sides: a part's score is the highest of its views";
            case SAMPLE_AP -> "as I-AP, for parts with images from several sides";
            case SAMPLE_F1_MAX -> "as I-F1, for parts with images from several sides";
            case IMAGE_AUROC -> "area under the ROC curve of the parts' scores, all distinct scores as thresholds";
            case IMAGE_AP -> "average precision of the parts' scores: precision summed over steps of recall";
            case IMAGE_F1_MAX -> "best F1 of the parts' scores over all distinct scores";
            case PIXEL_AUROC ->
                "area under the ROC curve of all pixels of a class"
                        + (strips ? ", from a histogram of 50 equal strips" : ", all distinct scores as thresholds");
            case PIXEL_AP ->
                strips
                        ? "area under precision over recall of the pixels, by trapezoids, from a histogram of 50 equal strips"
                        : "average precision of all pixels of a class: precision summed over steps of recall";
            case PIXEL_F1_MAX -> "F1 of the pixels" + best;
            case AUPRO ->
                switch (definition) {
                    case ADER ->
                        "area under the mean covered share of each marked region over the false-positive rate: 100 even steps, rates"
                                + " below 0.3 stretched to 0 to 1";
                    case ADEVAL ->
                        "area under the mean covered share of each marked region over the false-positive rate up to 0.3: 50 strips, the"
                                + " last one interpolated, divided by 0.3";
                    case EXACT ->
                        "area under the mean covered share of each marked region over the false-positive rate up to 0.3: all distinct"
                                + " scores, interpolated at 0.3, divided by 0.3";
                };
            case PIXEL_F1_SWEEP -> "F1 of the pixels" + sweep;
            case PIXEL_ACC_SWEEP -> "recall of the defect's pixels" + sweep;
            case PIXEL_IOU_SWEEP -> "intersection over union of the pixels" + sweep;
            case PIXEL_IOU_MAX -> "intersection over union of the pixels" + best;
            case MAD -> "plain mean of the three image metrics, the three pixel metrics and AUPRO";
            default -> metric.aderName();
        };
    }
}
