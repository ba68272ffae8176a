// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The calibrated thresholds of a model. Immutable.
 *
 * @param digest of the bundle; overrides for another digest do not count
 * @param products by product
 */
public record ModelThresholds(String digest, Map<String, ProductThresholds> products) {
    public ModelThresholds {
        products = Map.copyOf(products);
    }

    /** A model that was not calibrated yet: it scores, and decides nothing. */
    public static ModelThresholds none() {
        return new ModelThresholds("", Map.of());
    }

    /** The products that the model knows. */
    public Set<String> names() {
        return products.keySet();
    }

    /**
     * The threshold that decides. The first of these: an override for the product at this camera, an override for the product, the
     * bundle's for the camera, the bundle's for the product.
     *
     * @return empty when the model does not know the product
     */
    public Optional<ThresholdInForce> inForce(InspectionPoint point, Overrides overrides, Instant now) {
        return Optional.ofNullable(products.get(point.product())).map(known -> {
            ThresholdInForce bundle = known.inForce(point.camera());
            return inForce(overrides.at(point), now)
                    .or(() -> inForce(overrides.at(InspectionPoint.of(point.product())), now))
                    .map(bundle::overriddenBy)
                    .orElse(bundle);
        });
    }

    private Optional<OperatorThreshold> inForce(Optional<OperatorThreshold> override, Instant now) {
        return override.filter(set -> state(set, now) == Overrides.State.IN_FORCE);
    }

    /** Whether this override counts for this model. */
    public Overrides.State state(OperatorThreshold override, Instant now) {
        if (!products.containsKey(override.point().product())) {
            return Overrides.State.UNKNOWN_PRODUCT;
        }
        if (!override.isFor(digest)) {
            return Overrides.State.OTHER_MODEL;
        }
        return override.isExpired(now) ? Overrides.State.EXPIRED : Overrides.State.IN_FORCE;
    }

    /** How many overrides are in which state; every state has a count. */
    public Map<Overrides.State, Integer> count(Overrides overrides, Instant now) {
        Map<Overrides.State, Integer> counts = new EnumMap<>(Overrides.State.class);
        for (Overrides.State state : Overrides.State.values()) {
            counts.put(state, 0);
        }
        overrides.entries().values().forEach(entry -> counts.merge(state(entry, now), 1, Integer::sum));
        return counts;
    }
}
