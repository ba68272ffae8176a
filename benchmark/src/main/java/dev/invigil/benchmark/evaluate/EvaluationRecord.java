// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.evaluate;

import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.PictureDigests;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.benchmark.dataset.TestPhotograph;
import dev.invigil.benchmark.metric.ClassMetrics;
import dev.invigil.benchmark.metric.EvaluationResult;
import dev.invigil.benchmark.metric.MetricValue;
import dev.invigil.detector.bundle.Evaluation;
import dev.invigil.detector.tensor.Sha256;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The results of an evaluation as a bundle keeps them. */
public final class EvaluationRecord {
    private EvaluationRecord() {}

    /**
     * Reads all test images again, for their digests.
     *
     * @param data that was evaluated
     */
    public static Evaluation of(EvaluationResult result, List<ProductClass> data) throws IOException {
        TreeMap<String, String> digests = new TreeMap<>();
        for (ProductClass product : data) {
            List<Picture> images =
                    product.test().stream().map(TestPhotograph::image).toList();
            for (String digest : PictureDigests.of(images).values()) {
                digests.put("%s/%06d".formatted(product.name(), digests.size()), digest);
            }
        }
        Map<String, Double> mean = new TreeMap<>();
        result.mean().forEach((metric, value) -> {
            if (value.isComplete()) {
                put(mean, metric.jsonName(), value.value());
            }
        });
        Map<String, Map<String, Double>> products = new TreeMap<>();
        for (ClassMetrics product : result.classes()) {
            Map<String, Double> metrics = new TreeMap<>();
            product.values().forEach((metric, value) -> put(metrics, metric.jsonName(), value));
            products.put(product.name(), metrics);
        }
        return new Evaluation(
                result.definition().name().toLowerCase(Locale.ROOT),
                Sha256.ofAll(digests),
                digests.size(),
                mean,
                products);
    }

    private static void put(Map<String, Double> metrics, String name, MetricValue value) {
        if (value.isDefined()) {
            metrics.put(name, value.orNaN());
        }
    }
}
