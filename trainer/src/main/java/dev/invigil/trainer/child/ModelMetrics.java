// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.child;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The metrics of one evaluation.
 *
 * @param digest of the bundle
 * @param products metrics by product, each as a fraction under its name in reports; those that are not defined are left out
 * @param mean over products
 */
public record ModelMetrics(String digest, Map<String, Map<String, Double>> products, Map<String, Double> mean) {
    public ModelMetrics {
        Map<String, Map<String, Double>> copy = new TreeMap<>();
        products.forEach((product, values) -> copy.put(product, Collections.unmodifiableMap(new TreeMap<>(values))));
        products = Collections.unmodifiableMap(copy);
        mean = Collections.unmodifiableMap(new TreeMap<>(mean));
    }
}
