// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * All models of an installation, as the {@code models} topic has them at one moment. Immutable.
 *
 * @param byDigest the records by their digests
 */
public record Models(Map<String, ModelRecord> byDigest) {
    /** No model at all. */
    public static final Models NONE = new Models(Map.of());

    private static final Comparator<ModelRecord> BY_ACTIVATION =
            Comparator.comparingLong(model -> model.activation().orElse(0));

    public Models {
        byDigest = Map.copyOf(byDigest);
    }

    /** These records, of which each model has one. */
    public static Models of(Collection<ModelRecord> records) {
        return new Models(records.stream().collect(Collectors.toMap(ModelRecord::digest, record -> record)));
    }

    /**
     * The model by which scorers decide: of those that are ACTIVE the one with the highest activation number. One transaction retires the
     * former and activates the next, but a reader may see its records one after the other.
     */
    public Optional<ModelRecord> active() {
        return byDigest.values().stream()
                .filter(model -> model.state() == ModelState.ACTIVE)
                .max(BY_ACTIVATION);
    }

    /** Models that were active before the active one, the latest first; the first is where a rollback goes. */
    public List<ModelRecord> earlier() {
        long current = active().map(model -> model.activation().orElse(0)).orElse(Long.MAX_VALUE);
        return byDigest.values().stream()
                .filter(model -> model.state() == ModelState.RETIRED || model.state() == ModelState.ACTIVE)
                .filter(model -> model.activation().orElse(0) < current)
                .sorted(BY_ACTIVATION.reversed())
                .toList();
    }

    /** The model in shadow that was put there last. */
    public Optional<ModelRecord> shadow() {
        return byDigest.values().stream()
                .filter(model -> model.state() == ModelState.SHADOW)
                .max(Comparator.comparing(ModelRecord::at));
    }

    /** The number of the next activation. */
    public long nextActivation() {
        return 1
                + byDigest.values().stream()
                        .mapToLong(model -> model.activation().orElse(0))
                        .max()
                        .orElse(0);
    }

    /** The models whose digests begin with these characters. */
    public List<ModelRecord> startingWith(String prefix) {
        return byDigest.values().stream()
                .filter(model -> model.digest().startsWith(prefix))
                .sorted(Comparator.comparing(ModelRecord::digest))
                .toList();
    }
}
