// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.invigil.benchmark.maps.MetricsJson;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.metric.Resamples;
import dev.invigil.detector.bundle.Provenance;
import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.detector.decision.Interval;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * The report for programs: what {@code --format json} prints, and beside it per class the intervals, thresholds, outcomes and every part's score,
 * and where all of it comes from.
 */
final class ReportJson {
    private static final JsonMapper JSON = new JsonMapper();

    private ReportJson() {}

    static String of(Report report) {
        ObjectNode root = MetricsJson.tree(report.result());
        subject(root.putObject("subject"), report.subject());
        ObjectNode intervals = root.putObject("intervals");
        ObjectNode noIntervals = root.putObject("noIntervals");
        ObjectNode thresholds = root.putObject("thresholds");
        ObjectNode outcomes = root.putObject("outcomes");
        ObjectNode parts = root.putObject("parts");
        for (ClassReport known : report.classes()) {
            intervals(known.name(), known.resamples(), intervals, noIntervals);
            known.threshold().ifPresent(threshold -> {
                threshold(thresholds.putObject(known.name()), threshold);
                ObjectNode tallies = outcomes.putObject(known.name());
                tally(
                        tallies.putObject("good"),
                        known.good(),
                        "falseRejects",
                        known.good().rejected());
                tally(
                        tallies.putObject("defective"),
                        known.defective(),
                        "escapes",
                        known.defective().passed());
            });
            var list = parts.putArray(known.name());
            for (DecidedPart part : known.parts()) {
                ObjectNode node = list.addObject()
                        .put("file", part.file())
                        .put("defect", part.defect())
                        .put("defective", part.defective())
                        .put("score", part.score());
                part.decision().ifPresent(decision -> node.put("decision", decision.name()));
                part.digest().ifPresent(digest -> node.put("digest", digest));
            }
        }
        intervals(WrittenReport.MEAN, report.resampledMean(), intervals, noIntervals);
        ResamplesJson.write(report, root.putObject("resampling"));
        report.published().ifPresent(published -> published(root.putObject("published"), published));
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void intervals(String known, Resamples resamples, ObjectNode intervals, ObjectNode noIntervals) {
        ObjectNode ofMetrics = intervals.putObject(known);
        for (Metric metric : Metric.values()) {
            resamples
                    .interval(metric)
                    .ifPresent(interval -> interval(ofMetrics.putObject(metric.jsonName()), interval));
        }
        ObjectNode reasons = noIntervals.putObject(known);
        resamples.missing().forEach((metric, reason) -> reasons.put(metric.jsonName(), reason));
    }

    private static void subject(ObjectNode node, Report.Subject subject) {
        Provenance provenance = subject.model().provenance();
        node.put("model", subject.model().name())
                .put("version", subject.model().version())
                .put("modelDigest", subject.modelDigest())
                .put("detector", subject.model().detector().family())
                .put("trained", subject.model().created().toString())
                .put("trainedBy", provenance.codeVersion())
                .put("trainingDataDigest", provenance.dataDigest())
                .put("seed", provenance.seed())
                .put(
                        "backbone",
                        provenance.backbone().map(Provenance.Backbone::file).orElse(null))
                .put(
                        "backboneDigest",
                        provenance.backbone().map(Provenance.Backbone::sha256).orElse(null))
                .put("backboneIsRandom", provenance.hasRandomEncoder())
                .put("data", subject.data())
                .put("dataDigest", subject.dataDigest())
                .put("evaluated", subject.created().toString())
                .put("evaluatedBy", subject.codeVersion());
    }

    private static void threshold(ObjectNode node, ClassThreshold threshold) {
        node.put("review", threshold.review())
                .put("reject", threshold.reject())
                .put("parts", threshold.parts())
                .put("askedReject", threshold.asked().reject())
                .put("askedReview", threshold.asked().review())
                .put("calibrated", threshold.basis() instanceof Basis.Calibrated);
    }

    private static void tally(ObjectNode node, Tally tally, String mistakeName, int mistakes) {
        node.put("parts", tally.total())
                .put("passed", tally.passed())
                .put("reviewed", tally.reviewed())
                .put("rejected", tally.rejected())
                .put("otherProduct", tally.otherProduct())
                .put(mistakeName, mistakes);
        if (tally.total() > 0) {
            interval(node.putObject(mistakeName + "Rate"), tally.interval(mistakes));
        }
    }

    private static void interval(ObjectNode node, Interval interval) {
        node.put("low", interval.low()).put("high", interval.high());
    }

    private static void published(ObjectNode node, Published published) {
        node.put("data", published.data())
                .put("definition", published.definition().label());
        var rows = node.putArray("rows");
        for (Published.Row row : published.rows()) {
            ObjectNode values = rows.addObject()
                    .put("model", row.model())
                    .put("source", row.source())
                    .putObject("percent");
            for (Map.Entry<Metric, String> value : row.percent().entrySet()) {
                values.put(value.getKey().jsonName(), Double.parseDouble(value.getValue()));
            }
        }
    }
}
