// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import java.util.List;
import java.util.Objects;

/**
 * What a decision on a product lacks.
 *
 * @param good further good parts that would be needed, 0 if they would not help
 * @param defective further defective parts that would be needed, 0 if they would not help
 * @param reasons sentences, at least one
 */
public record Missing(String product, int good, int defective, List<String> reasons) {
    public Missing {
        Objects.requireNonNull(product, "product");
        reasons = List.copyOf(reasons);
        if (good < 0 || defective < 0 || reasons.isEmpty()) {
            throw new IllegalArgumentException(
                    product + ": " + good + " and " + defective + " parts, " + reasons.size() + " reasons");
        }
    }
}
