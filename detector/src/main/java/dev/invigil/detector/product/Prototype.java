// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.product;

import java.util.Objects;

/**
 * What an ordinary good part of a product looks like to the encoder.
 *
 * @param product as frames name it
 * @param spread of its parts' features
 * @param reach a part at this distance or nearer is an ordinary one of the product, above 0
 * @param margin so much likelier must a part be as one of another product before it is called that, in nats per feature; 0, or more
 *     where good parts of this product would be taken for another's without it
 */
record Prototype(String product, FeatureDistribution spread, double reach, double margin) {
    Prototype {
        Objects.requireNonNull(spread, "spread");
        if (product.isBlank() || !(reach > 0) || !Double.isFinite(reach) || !(margin >= 0) || Double.isNaN(margin)) {
            throw new IllegalArgumentException("prototype of \"%s\": reach %s must be above 0 and margin %s not below"
                    .formatted(product, reach, margin));
        }
    }
}
