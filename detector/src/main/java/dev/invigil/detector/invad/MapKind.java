// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.invad;

import dev.invigil.detector.graph.Term;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How an anomaly map is computed from features and their reconstruction, before smoothing. The detector uses {@link #OFFICIAL} only; the
 * other kinds are those of the reference's fixture, and the parity tests compare them with it.
 *
 * @param merging how the levels are combined
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

    /** How the levels are combined. */
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
        return resized(compare(List.of(target), List.of(rebuilt)), height, width);
    }

    /** Vectors of length 1 (a divisor counts as at least 1e-12), all levels at the finest level's size. */
    private static List<Term> unify(List<? extends Term> levels) {
        List<Term> unified = new ArrayList<>();
        for (Term level : levels) {
            Term length = product(List.of(level), List.of(level)).squareRoot();
            Term unit = level.dividedBy(length.atLeast(1e-12));
            unified.add(unified.isEmpty() ? unit : unit.resizeLike(unified.get(0)));
        }
        return unified;
    }

    /** Compares the vectors that the levels' channels make one after the other, without laying them out so; N,1,H,W. */
    private Term compare(List<? extends Term> targets, List<? extends Term> rebuilt) {
        return switch (measure) {
            case COSINE ->
                product(targets, rebuilt)
                        .dividedBy(length(targets).times(length(rebuilt)))
                        .subtractedFrom(1);
            case L2 -> {
                List<Term> differences = new ArrayList<>();
                for (int i = 0; i < targets.size(); i++) {
                    differences.add(targets.get(i).minus(rebuilt.get(i)));
                }
                yield product(differences, differences).squareRoot();
            }
        };
    }

    private static Term length(List<? extends Term> levels) {
        return product(levels, levels).squareRoot().atLeast(1e-8);
    }

    private static Term product(List<? extends Term> left, List<? extends Term> right) {
        Term sum = null;
        for (int i = 0; i < left.size(); i++) {
            Term level = left.get(i).times(right.get(i)).sumChannels();
            sum = sum == null ? level : sum.plus(level);
        }
        return sum;
    }

    private static Term resized(Term map, int height, int width) {
        return map.resize(height, width).squeeze(1);
    }
}
