// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.product;

import dev.invigil.detector.decision.Decision;
import java.util.Optional;

/** Whether a part is of the product that it is said to be. */
public sealed interface ProductCheck {
    /** From the product's good parts; about 1 for a usual one. */
    double distance();

    /** The distance up to which a part counts as a normal part of the product. A defective part may be beyond. */
    double reach();

    /** What becomes of the part, given what its anomaly map says. */
    Decision decide(Decision byMap);

    /** The same where perhaps nothing was checked: then the map decides alone. */
    static Decision decide(Optional<ProductCheck> check, Decision byMap) {
        return check.map(found -> found.decide(byMap)).orElse(byMap);
    }

    /** Nothing speaks for another product. */
    record AsExpected(double distance, double reach) implements ProductCheck {
        @Override
        public Decision decide(Decision byMap) {
            return byMap;
        }
    }

    /**
     * It is a normal part of another product: the anomaly map is for the wrong product and is not used.
     *
     * @param looksLike that product
     */
    record Other(double distance, double reach, String looksLike) implements ProductCheck {
        @Override
        public Decision decide(Decision byMap) {
            return Decision.WRONG_PRODUCT;
        }
    }

    /** It is far from its product and near to none: an unknown product, or badly damaged, which it is when the map rejects it. */
    record Strange(double distance, double reach) implements ProductCheck {
        @Override
        public Decision decide(Decision byMap) {
            return byMap == Decision.REJECT ? byMap : Decision.WRONG_PRODUCT;
        }
    }
}
