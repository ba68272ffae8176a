// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import dev.invigil.detector.tensor.Sha256;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What {@code invigil evaluate --record} measured on labelled images. Metrics are fractions by name, such as {@code imageAuroc}; those
 * that have no value are left out.
 *
 * @param definition of the metrics, such as {@code ader}
 * @param dataDigest over the digests of all test images, see {@link Sha256#ofAll}
 * @param images how many test images there were
 * @param mean over all products, each weighing the same; only of metrics that every product has
 * @param products by name
 */
public record Evaluation(
        String definition,
        String dataDigest,
        int images,
        Map<String, Double> mean,
        Map<String, Map<String, Double>> products) {
    public Evaluation {
        Objects.requireNonNull(definition, "definition");
        if (!Sha256.isDigest(dataDigest)) {
            throw new IllegalArgumentException("not a SHA-256 digest: " + dataDigest);
        }
        mean = sorted(mean);
        Map<String, Map<String, Double>> named = new TreeMap<>();
        products.forEach((product, metrics) -> named.put(product, sorted(metrics)));
        products = Collections.unmodifiableMap(named);
    }

    private static Map<String, Double> sorted(Map<String, Double> metrics) {
        return Collections.unmodifiableMap(new TreeMap<>(metrics));
    }
}
