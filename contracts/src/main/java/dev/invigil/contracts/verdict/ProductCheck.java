// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.verdict;

import java.util.Objects;
import java.util.Optional;

/**
 * How similar the part is to the product named in its frame, independent of anomalies.
 *
 * @param distance distance from the product's good parts, at least 0; about 1 for a typical part
 * @param reach largest distance of normal parts of the product, above 0; a defective part may exceed it
 * @param looksLike the product that the part resembles; only on WRONG_PRODUCT, and absent when it resembles no product of the model
 */
public record ProductCheck(double distance, double reach, Optional<String> looksLike) {
    public ProductCheck {
        Objects.requireNonNull(looksLike, "looksLike");
        if (!Double.isFinite(distance) || distance < 0 || !(reach > 0) || !Double.isFinite(reach)) {
            throw new IllegalArgumentException(
                    "a product check needs a distance of at least 0 and a reach above 0, but has " + distance + " and "
                            + reach);
        }
    }
}
