// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All thresholds that operators have set, as of one moment. Immutable.
 *
 * @param entries by what they are for
 */
public record Overrides(Map<InspectionPoint, OperatorThreshold> entries) {
    /** None is set. */
    public static final Overrides NONE = new Overrides(Map.of());

    /** Whether an override counts. */
    public enum State {
        IN_FORCE,
        /** It was set for a bundle of another digest. */
        OTHER_MODEL,
        EXPIRED,
        /** The model does not know the product. */
        UNKNOWN_PRODUCT
    }

    public Overrides {
        entries = Map.copyOf(entries);
    }

    /** The same with this one, instead of an earlier one for the same point. */
    public Overrides with(OperatorThreshold entry) {
        Map<InspectionPoint, OperatorThreshold> all = new HashMap<>(entries);
        all.put(entry.point(), entry);
        return new Overrides(all);
    }

    /** The same without the one for this point. */
    public Overrides without(InspectionPoint point) {
        Map<InspectionPoint, OperatorThreshold> all = new HashMap<>(entries);
        all.remove(point);
        return new Overrides(all);
    }

    Optional<OperatorThreshold> at(InspectionPoint point) {
        return Optional.ofNullable(entries.get(point));
    }
}
