// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** A product of the data that neither model knows. It has no influence on the decision. */
public record UnknownProduct(String product, PartCount parts) implements ProductEvidence {
    public UnknownProduct {
        Objects.requireNonNull(product, "product");
        Objects.requireNonNull(parts, "parts");
    }

    @Override
    public List<CriterionResult> criteria() {
        return List.of();
    }

    @Override
    public Optional<Missing> missing() {
        return Optional.empty();
    }

    @Override
    public <R> R fold(
            Function<ProductComparison, R> compared,
            Function<NewProduct, R> added,
            Function<ForgottenProduct, R> forgotten,
            Function<UnknownProduct, R> unknown) {
        return unknown.apply(this);
    }
}
