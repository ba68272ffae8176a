// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * All on which a decision rests.
 *
 * @param active empty if the candidate is the first model
 * @param draws of the bootstrap that were made
 * @param products in the order of their names
 */
public record GateEvidence(
        Optional<ModelName> active, ModelName candidate, GateRules rules, int draws, List<ProductEvidence> products) {
    public GateEvidence {
        Objects.requireNonNull(active, "active");
        Objects.requireNonNull(candidate, "candidate");
        Objects.requireNonNull(rules, "rules");
        products = List.copyOf(products);
    }
}
