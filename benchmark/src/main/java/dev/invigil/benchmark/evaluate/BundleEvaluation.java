// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.evaluate;

import dev.invigil.benchmark.dataset.BrokenDataException;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.benchmark.dataset.TestPhotograph;
import dev.invigil.benchmark.metric.ClassEvaluation;
import dev.invigil.benchmark.metric.Evaluation;
import dev.invigil.benchmark.metric.EvaluationOptions;
import dev.invigil.benchmark.metric.EvaluationResult;
import dev.invigil.benchmark.metric.MetricDefinition;
import dev.invigil.benchmark.metric.TestImage;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.bundle.ModelDescription;
import dev.invigil.detector.decision.Inspection;
import dev.invigil.detector.decision.InspectionPoint;
import dev.invigil.detector.decision.Inspector;
import dev.invigil.detector.decision.ScoredMap;
import dev.invigil.detector.image.DefectMask;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.tensor.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Scores all test images with a bundle and measures detection and localisation of defects. */
public final class BundleEvaluation {
    private BundleEvaluation() {}

    /**
     * What must be said where a model is evaluated on products that it was not trained on: their figures are not those of its work on a
     * line.
     *
     * @param products that it is evaluated on
     * @return empty if the model knows them all
     */
    public static Optional<String> unknownProducts(ModelDescription model, Collection<String> products) {
        List<String> unknown = products.stream()
                .filter(product -> model.known(product).isEmpty())
                .toList();
        return unknown.isEmpty()
                ? Optional.empty()
                : Optional.of("the model does not know the product" + (unknown.size() == 1 ? " " : "s ")
                        + String.join(", ", unknown) + ": it was not trained on "
                        + (unknown.size() == 1 ? "it" : "them"));
    }

    /** Receives the progress of the evaluation; called from several threads. */
    @FunctionalInterface
    public interface Listener {
        void scored(int done, int total);

        /** A line that the user should know, after all images were scored. */
        default void noted(String line) {}
    }

    /** Receives every image while it is in memory; called from several threads. */
    @FunctionalInterface
    public interface Witness {
        /**
         * @param scored the map, after the camera's rule
         * @param inspection the decision; empty when the bundle has no thresholds for the class
         */
        void onScored(
                ProductClass product, TestPhotograph photograph, ScoredMap scored, Optional<Inspection> inspection);
    }

    /**
     * @param data classes without test images are left out
     * @throws BrokenDataException if there is no test image, or one cannot be read
     */
    public static EvaluationResult evaluate(
            ModelBundle bundle,
            List<ProductClass> data,
            MetricDefinition definition,
            ComputeDevice device,
            Listener listener) {
        return evaluate(bundle, data, definition, LineConditions.NONE, device, listener);
    }

    /** The same with the camera rules of a line: metrics and scores are those of the pixels that count. */
    public static EvaluationResult evaluate(
            ModelBundle bundle,
            List<ProductClass> data,
            MetricDefinition definition,
            LineConditions conditions,
            ComputeDevice device,
            Listener listener) {
        return evaluate(
                bundle,
                data,
                EvaluationOptions.defaults(),
                conditions,
                device,
                listener,
                (product, photograph, scored, inspection) -> {},
                evaluation -> evaluation.result(definition));
    }

    /**
     * The same for callers that need more than the table.
     *
     * @param conclusion reads what it needs from the evaluation, which is closed afterwards
     */
    public static <T> T evaluate(
            ModelBundle bundle,
            List<ProductClass> data,
            EvaluationOptions options,
            LineConditions conditions,
            ComputeDevice device,
            Listener listener,
            Witness witness,
            Function<Evaluation, T> conclusion) {
        List<ProductClass> tested =
                data.stream().filter(product -> !product.test().isEmpty()).toList();
        if (tested.isEmpty()) {
            throw new BrokenDataException("test data", List.of("no test image; nothing to evaluate"));
        }
        int total = tested.stream().mapToInt(product -> product.test().size()).sum();
        AtomicInteger done = new AtomicInteger();
        Map<String, Integer> emptyMasks = new ConcurrentSkipListMap<>();
        Inspector inspector = bundle.inspector(conditions.rules());
        try (Evaluation evaluation =
                        Evaluation.of(tested.stream().map(ProductClass::name).toList(), options);
                ImageScorer scorer = new ImageScorer(bundle, device)) {
            for (ProductClass product : tested) {
                ClassEvaluation truth = evaluation.forClass(product.name());
                scorer.scoreWithFeatures(
                        product.test(),
                        TestPhotograph::image,
                        photograph -> product.name(),
                        (photograph, map, features) -> {
                            Optional<DefectMask> mask = scorer.photographs().mask(photograph);
                            if (mask.isEmpty() && photograph.mask().isPresent()) {
                                emptyMasks.merge(product.name() + " " + photograph.defect(), 1, Integer::sum);
                            }
                            InspectionPoint point = conditions.point(product.name());
                            ScoredMap scored = inspector.score(map, point);
                            truth.add(tested(photograph, scored.map(), mask, options.resampled())
                                    .scored(scored.score()));
                            Optional<Inspection> inspection = inspector
                                    .threshold(point, conditions.overrides(), conditions.now())
                                    .map(threshold -> inspector.inspect(
                                            scored, bundle.prototypes().check(product.name(), features), threshold));
                            witness.onScored(product, photograph, scored, inspection);
                            listener.scored(done.incrementAndGet(), total);
                        });
            }
            emptyMasks.forEach((kind, count) -> listener.noted("%s: %d mask%s no defect pixel; the image%s as defective"
                            .formatted(kind, count, count == 1 ? " has" : "s have", count == 1 ? " counts" : "s count")
                    + " without a mask, as the data set says, so the class has no pixel metrics"));
            return conclusion.apply(evaluation);
        }
    }

    private static TestImage tested(
            TestPhotograph photograph, AnomalyMap map, Optional<DefectMask> mask, boolean isResampled) {
        TestImage image = mask.map(truth -> TestImage.of(map, truth.values()))
                .orElseGet(() -> TestImage.unmasked(map, !photograph.isGood()));
        TestImage named = isResampled ? identified(image, photograph.image()) : image;
        return photograph
                .sample()
                .map(sample -> named.viewOf(sample, !photograph.isGood()))
                .orElse(named);
    }

    /** An image is identified by its content, not by its path: its copies are drawn together with it. */
    private static TestImage identified(TestImage image, Picture picture) {
        try {
            String digest = Sha256.of(picture.bytes());
            return image.named(digest + " " + picture).copyOf(digest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
