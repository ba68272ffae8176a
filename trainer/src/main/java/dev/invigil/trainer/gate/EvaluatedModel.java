// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A model's results on held-out parts: one of the two arguments of the gate.
 *
 * @param digest of the bundle
 * @param name of the model
 * @param version of the model
 * @param products the parts of each product that was evaluated
 */
public record EvaluatedModel(String digest, String name, String version, Map<String, List<EvaluatedPart>> products) {
    public EvaluatedModel {
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        Map<String, List<EvaluatedPart>> copy = new LinkedHashMap<>();
        products.forEach((product, parts) -> copy.put(product, List.copyOf(parts)));
        products = Collections.unmodifiableMap(copy);
    }
}
