// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import dev.invigil.detector.tensor.Sha256;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A measurement of the model on images that it was not trained on.
 *
 * @param definition of the metrics, such as {@code ader}
 * @param dataDigest over the digests of all test images
 * @param metrics as fractions: by product, or {@code mean}, then by metric
 */
public record Evaluation(String definition, String dataDigest, Map<String, Map<String, Double>> metrics) {
    public Evaluation {
        Objects.requireNonNull(definition, "definition");
        if (!Sha256.isDigest(dataDigest)) {
            throw new IllegalArgumentException("not a SHA-256 digest: " + dataDigest);
        }
        Map<String, Map<String, Double>> sorted = new TreeMap<>();
        metrics.forEach((of, values) -> sorted.put(of, Collections.unmodifiableMap(new TreeMap<>(values))));
        metrics = Collections.unmodifiableMap(sorted);
    }
}
