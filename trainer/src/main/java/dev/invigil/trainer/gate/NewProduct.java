// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A product that only the candidate knows, measured against {@link NewProductRules}.
 *
 * @param criteria image AUROC, missed defects and false rejects
 * @param missing what a promotion or a rejection lacks
 */
public record NewProduct(String product, PartCount parts, List<CriterionResult> criteria, Optional<Missing> missing)
        implements ProductEvidence {
    public NewProduct {
        Objects.requireNonNull(product, "product");
        Objects.requireNonNull(parts, "parts");
        Objects.requireNonNull(missing, "missing");
        criteria = List.copyOf(criteria);
    }

    @Override
    public <R> R fold(
            Function<ProductComparison, R> compared,
            Function<NewProduct, R> added,
            Function<UncomparedProduct, R> forgotten,
            Function<UncomparedProduct, R> unknown) {
        return added.apply(this);
    }
}
