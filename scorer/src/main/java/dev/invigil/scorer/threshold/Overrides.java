// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.threshold;

import dev.invigil.contracts.threshold.ThresholdKey;
import dev.invigil.contracts.threshold.ThresholdOverride;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.scorer.model.ModelFacts;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** All thresholds that operators have set, as of one moment. Immutable. */
public record Overrides(Map<ThresholdKey, Entry> entries) {
    /** Nobody has set any. */
    public static final Overrides NONE = new Overrides(Map.of());

    /**
     * One of them.
     *
     * @param position of its record, which names it in verdicts
     */
    public record Entry(ThresholdOverride override, RecordPosition position) {}

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

    /** The same with this one, instead of an earlier one of its key. */
    Overrides with(Entry entry) {
        Map<ThresholdKey, Entry> all = new HashMap<>(entries);
        all.put(entry.override().key(), entry);
        return new Overrides(all);
    }

    /** The same without the one of this key. */
    Overrides without(ThresholdKey key) {
        Map<ThresholdKey, Entry> all = new HashMap<>(entries);
        all.remove(key);
        return new Overrides(all);
    }

    /** The one that decides for a product at a camera: the camera's own before the one for all cameras. */
    Optional<Entry> inForce(String product, String camera, ModelFacts model, Instant now) {
        return inForce(new ThresholdKey(product, Optional.of(camera)), model, now)
                .or(() -> inForce(new ThresholdKey(product, Optional.empty()), model, now));
    }

    private Optional<Entry> inForce(ThresholdKey key, ModelFacts model, Instant now) {
        return Optional.ofNullable(entries.get(key))
                .filter(entry -> state(entry.override(), model, now) == State.IN_FORCE);
    }

    /** How many are in which state. */
    public Map<State, Integer> count(ModelFacts model, Instant now) {
        Map<State, Integer> counts = new EnumMap<>(State.class);
        for (State state : State.values()) {
            counts.put(state, 0);
        }
        entries.values().forEach(entry -> counts.merge(state(entry.override(), model, now), 1, Integer::sum));
        return counts;
    }

    /** Whether this one counts for this model. */
    public static State state(ThresholdOverride override, ModelFacts model, Instant now) {
        if (!model.thresholds().containsKey(override.product())) {
            return State.UNKNOWN_PRODUCT;
        }
        if (!override.isFor(model.identity().digest())) {
            return State.OTHER_MODEL;
        }
        return override.isExpired(now) ? State.EXPIRED : State.IN_FORCE;
    }
}
