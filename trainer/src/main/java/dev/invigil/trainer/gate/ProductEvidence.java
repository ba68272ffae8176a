// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the gate knows of one product. */
public sealed interface ProductEvidence permits ProductComparison, NewProduct, UncomparedProduct {
    String product();

    /** Held-out parts on which it rests. */
    PartCount parts();

    /** The criteria that were looked at, in the order of {@link Criterion}. */
    List<CriterionResult> criteria();

    /** What a promotion or a rejection lacks; empty if the product allows the promotion or causes a rejection. */
    Optional<Missing> missing();

    /** The result of the function for this kind of product. */
    <R> R fold(
            Function<ProductComparison, R> compared,
            Function<NewProduct, R> added,
            Function<UncomparedProduct, R> forgotten,
            Function<UncomparedProduct, R> unknown);
}
