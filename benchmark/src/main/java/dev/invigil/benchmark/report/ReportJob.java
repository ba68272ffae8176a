// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.dataset.DataPlaces;
import dev.invigil.benchmark.dataset.Photographs;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.benchmark.dataset.TestPhotograph;
import dev.invigil.benchmark.evaluate.BundleEvaluation;
import dev.invigil.benchmark.evaluate.LineConditions;
import dev.invigil.benchmark.metric.Bootstrap;
import dev.invigil.benchmark.metric.ClassEvaluation;
import dev.invigil.benchmark.metric.ClassMetrics;
import dev.invigil.benchmark.metric.Evaluation;
import dev.invigil.benchmark.metric.EvaluationOptions;
import dev.invigil.benchmark.metric.EvaluationResult;
import dev.invigil.benchmark.metric.MetricDefinition;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.decision.Decision;
import dev.invigil.detector.decision.Inspection;
import dev.invigil.detector.decision.ScoredMap;
import dev.invigil.detector.decision.ThresholdInForce;
import dev.invigil.detector.image.DefectMask;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.tensor.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;

/** Evaluates a bundle and gathers its report. Of each part only the score is kept, and of some a thumbnail, drawn while it is scored. */
public final class ReportJob {
    static final Bootstrap BOOTSTRAP = new Bootstrap(1000, Tally.CONFIDENCE, 1);
    private static final int CURVE_STEPS = 250;

    private final ModelBundle bundle;
    private final DataPlaces places;
    private final String codeVersion;
    private final Clock clock;
    private final Photographs photographs;
    private final LineConditions conditions;
    private final Map<String, ClassResults> results = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<String, String> digests = new ConcurrentSkipListMap<>();

    /**
     * @param root the data's folder: parts are named by their place below it
     * @param codeVersion of Invigil
     */
    public ReportJob(ModelBundle bundle, Path root, String codeVersion, Clock clock) {
        this(bundle, root, LineConditions.NONE, codeVersion, clock);
    }

    /** The same with the camera rules of a line. */
    public ReportJob(ModelBundle bundle, Path root, LineConditions conditions, String codeVersion, Clock clock) {
        this.bundle = bundle;
        this.conditions = conditions;
        this.places = new DataPlaces(root);
        this.codeVersion = codeVersion;
        this.clock = clock;
        this.photographs = new Photographs(bundle.model().detector().preprocessing());
    }

    /** What is gathered of a class while it is scored. */
    private record ClassResults(Queue<DecidedPart> parts, ThumbnailSelection selection) {}

    /** Evaluates; throws as {@link BundleEvaluation} does. May be used once. */
    public Report run(
            List<ProductClass> data,
            MetricDefinition definition,
            Optional<Published> published,
            ComputeDevice device,
            BundleEvaluation.Listener listener) {
        return run(data, definition, published, device, listener, (product, photograph, scored, inspection) -> {});
    }

    /**
     * The same for callers that want more of each image.
     *
     * @param witness receives every image while it is in memory; called from several threads
     */
    public Report run(
            List<ProductClass> data,
            MetricDefinition definition,
            Optional<Published> published,
            ComputeDevice device,
            BundleEvaluation.Listener listener,
            BundleEvaluation.Witness witness) {
        return BundleEvaluation.evaluate(
                bundle,
                data,
                EvaluationOptions.defaults().withResampling(),
                conditions,
                device,
                listener,
                (product, photograph, scored, inspection) -> {
                    onScored(product, photograph, scored, inspection);
                    witness.onScored(product, photograph, scored, inspection);
                },
                evaluation -> report(evaluation, definition, published));
    }

    private void onScored(
            ProductClass product, TestPhotograph photograph, ScoredMap scored, Optional<Inspection> inspection) {
        boolean defective = !photograph.isGood();
        Optional<Decision> decision = inspection.map(Inspection::decision);
        String place = digested(photograph);
        DecidedPart part = new DecidedPart(
                place, photograph.defect(), defective, scored.score(), decision, Optional.of(digests.get(place)));
        ClassResults result = results.computeIfAbsent(
                product.name(), name -> new ClassResults(new ConcurrentLinkedQueue<>(), new ThumbnailSelection()));
        result.parts().add(part);
        // colours are relative to the threshold, so they need one above 0
        inspection.filter(made -> made.threshold().threshold().reject() > 0).ifPresent(made -> result.selection()
                .offer(part, Outcome.of(defective, made.decision()), () -> Thumbnails.of(
                                made, photographs.original(photograph.image()), truth(photograph))
                        .embedded(part)));
    }

    /** The marked defect pixels; empty without a mask. */
    private DefectMask truth(TestPhotograph photograph) {
        return photographs.mask(photograph).orElseGet(photographs::none);
    }

    /** Notes the digests of the image and its mask. @return the image's place below the root */
    private String digested(TestPhotograph photograph) {
        try {
            String place = places.of(photograph.image());
            digests.put(place, Sha256.of(photograph.image().bytes()));
            if (photograph.mask().isPresent()) {
                digests.put(
                        places.of(photograph.mask().get()),
                        Sha256.of(photograph.mask().get()));
            }
            return place;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Report report(Evaluation evaluation, MetricDefinition definition, Optional<Published> published) {
        Path root = places.root();
        EvaluationResult result = evaluation.result(definition);
        List<ClassReport> classes = result.classes().parallelStream()
                .map(metrics -> classReport(metrics, definition, evaluation.forClass(metrics.name())))
                .toList();
        var subject = new Report.Subject(
                bundle.model(),
                bundle.digest(),
                root.getFileName() == null
                        ? root.toString()
                        : root.getFileName().toString(),
                Sha256.ofAll(digests),
                codeVersion,
                clock.instant());
        return new Report(subject, result, classes, published);
    }

    private ClassReport classReport(ClassMetrics metrics, MetricDefinition definition, ClassEvaluation evaluation) {
        ClassResults result = results.get(metrics.name());
        return new ClassReport(
                metrics,
                evaluation.resamples(definition, BOOTSTRAP),
                bundle.inspector(conditions.rules())
                        .threshold(conditions.point(metrics.name()), conditions.overrides(), conditions.now())
                        .map(ThresholdInForce::threshold),
                result.parts().stream()
                        .sorted(Comparator.comparing(DecidedPart::file))
                        .toList(),
                evaluation.curves(CURVE_STEPS),
                result.selection().thumbnails());
    }
}
