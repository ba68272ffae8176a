// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** A product that the active model knows and the candidate does not: its frames would get no verdict. */
public record ForgottenProduct(String product, PartCount parts) implements ProductEvidence {
    public ForgottenProduct {
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
        return forgotten.apply(this);
    }
}
