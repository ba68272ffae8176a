// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.verdict;

import java.util.Objects;
import java.util.Optional;

/**
 * How much the part looks like the product that its frame names, apart from any anomaly.
 *
 * @param distance from the product's good parts, 0 or more, about 1 for a usual one
 * @param reach the distance up to which a part is an ordinary one of the product, above 0; a defective part may lie beyond
 * @param looksLike the other product whose ordinary part it is; only on WRONG_PRODUCT, and absent there when it is like none that
 *     the model knows
 */
public record ProductCheck(double distance, double reach, Optional<String> looksLike) {
    public ProductCheck {
        Objects.requireNonNull(looksLike, "looksLike");
        if (!Double.isFinite(distance) || distance < 0 || !(reach > 0) || !Double.isFinite(reach)) {
            throw new IllegalArgumentException(
                    "a product check needs a distance of 0 or more and a reach above 0, but has " + distance + " and "
                            + reach);
        }
    }
}
