// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import java.util.Objects;
import java.util.Optional;

/**
 * Why a candidate is rejected.
 *
 * @param criterion empty if the candidate does not know the product
 * @param sentence for the operator
 */
public record RejectionReason(String product, Optional<Criterion> criterion, String sentence) {
    public RejectionReason {
        Objects.requireNonNull(product, "product");
        Objects.requireNonNull(criterion, "criterion");
        Objects.requireNonNull(sentence, "sentence");
    }
}
