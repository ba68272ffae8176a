// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import java.util.Optional;

/** Whether a part is of the product that it is said to be. */
public sealed interface ProductCheck {
    /** From the product's good parts, 0 or more; about 1 for a usual one. */
    double distance();

    /** The distance up to which a part counts as a normal part of the product. A defective part may be beyond. */
    double reach();

    /** The other product whose ordinary part it is. */
    default Optional<String> looksLike() {
        return Optional.empty();
    }

    /** The decision, given the one by the anomaly map. */
    Decision decide(Decision byMap);

    /** Nothing indicates another product: the map decides. */
    record SameProduct(double distance, double reach) implements ProductCheck {
        @Override
        public Decision decide(Decision byMap) {
            return byMap;
        }
    }

    /**
     * It is a normal part of another product: the anomaly map is for the wrong product and is not used.
     *
     * @param product that other one
     */
    record OtherProduct(double distance, double reach, String product) implements ProductCheck {
        @Override
        public Optional<String> looksLike() {
            return Optional.of(product);
        }

        @Override
        public Decision decide(Decision byMap) {
            return Decision.WRONG_PRODUCT;
        }
    }

    /** It is far from its product and near no other: an unknown product, or badly damaged, which it is when the map rejects it. */
    record UnknownProduct(double distance, double reach) implements ProductCheck {
        @Override
        public Decision decide(Decision byMap) {
            return byMap == Decision.REJECT ? byMap : Decision.WRONG_PRODUCT;
        }
    }
}
