// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How an anomaly map comes from features and their reconstruction, before it is smoothed.
 *
 * @param merging how the levels come together
 * @param measure how two vectors of channels are compared
 */
public record MapKind(Merging merging, Measure measure) {
    /** InvAD's own: one cosine over the concatenated levels. */
    public static final MapKind OFFICIAL = new MapKind(Merging.UNIFIED, Measure.COSINE);

    /** How two vectors of channels are compared. */
    public enum Measure {
        /** 1 - cosine of the angle between them. */
        COSINE,
        /** Length of their difference. */
        L2
    }

    /** How the levels come together. */
    public enum Merging {
        /** Normalise each level's vectors, bring all to the finest level's size, concatenate, compare once. Float32. */
        UNIFIED,
        /** Compare per level, resize, and add: sum of weight * map, divided by levels * sum of weights. Float64. */
        SUM,
        /** Compare per level, resize, and multiply. Float64. */
        PRODUCT
    }

    /** Describes the maps N,height,width of {@code targets} against {@code rebuilt}, levels of equal weight. */
    public Term describe(List<? extends Term> targets, List<? extends Term> rebuilt, int height, int width) {
        return describe(targets, rebuilt, height, width, Collections.nCopies(targets.size(), 1.0));
    }

    /**
     * Describes the maps N,height,width.
     *
     * @param targets features N,C,H,W, finest first
     * @param rebuilt their reconstruction, of the same shapes
     * @param weights one per level; used by {@link Merging#SUM} only
     */
    public Term describe(
            List<? extends Term> targets, List<? extends Term> rebuilt, int height, int width, List<Double> weights) {
        if (merging == Merging.UNIFIED) {
            Term map = compare(unify(targets), unify(rebuilt));
            return resized(map, height, width);
        }
        Term merged = null;
        for (int i = 0; i < targets.size(); i++) {
            Term level = level(targets.get(i), rebuilt.get(i), height, width).toFloat64();
            Term weighted = merging == Merging.SUM ? level.times(weights.get(i)) : level;
            merged =
                    merged == null ? weighted : merging == Merging.SUM ? merged.plus(weighted) : merged.times(weighted);
        }
        double total = weights.stream().mapToDouble(Double::doubleValue).sum();
        return merging == Merging.SUM ? merged.dividedBy(targets.size() * total) : merged;
    }

    /** Describes one level's map, float32. */
    public Term level(Term target, Term rebuilt, int height, int width) {
        return resized(compare(target, rebuilt), height, width);
    }

    private static Term unify(List<? extends Term> levels) {
        Term finest = levels.get(0).normaliseChannels();
        List<Term> resized = new ArrayList<>(List.of(finest));
        for (Term level : levels.subList(1, levels.size())) {
            resized.add(level.normaliseChannels().resizeLike(finest));
        }
        return Term.concatenate(resized);
    }

    private Term compare(Term target, Term rebuilt) {
        return switch (measure) {
            case COSINE -> target.cosineSimilarity(rebuilt).subtractedFrom(1);
            case L2 -> target.distance(rebuilt);
        };
    }

    private static Term resized(Term map, int height, int width) {
        return map.unsqueeze(1).resize(height, width).squeeze(1);
    }
}
