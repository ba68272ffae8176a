// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** A product that the candidate does not know, so that nothing can be measured. */
public record UncomparedProduct(String product, PartCount parts, Kind kind) implements ProductEvidence {
    /** Who knows it. */
    public enum Kind {
        /** The active model knows it: with the candidate, its frames would get no verdict. */
        FORGOTTEN,
        /** Neither model knows it: it has no influence on the decision. */
        UNKNOWN
    }

    public UncomparedProduct {
        Objects.requireNonNull(product, "product");
        Objects.requireNonNull(parts, "parts");
        Objects.requireNonNull(kind, "kind");
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
            Function<UncomparedProduct, R> forgotten,
            Function<UncomparedProduct, R> unknown) {
        return switch (kind) {
            case FORGOTTEN -> forgotten.apply(this);
            case UNKNOWN -> unknown.apply(this);
        };
    }
}
