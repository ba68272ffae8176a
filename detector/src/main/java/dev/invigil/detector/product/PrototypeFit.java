// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.product;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prototypes from good parts. The encoder is frozen, so any good part will do, whether a model was trained on it or not; what a part
 * says of its own class is always said by a spread that was made without it (cross-fitting, in {@value #FOLDS} runs of neighbours,
 * because neighbours in a folder are often two images of one part).
 *
 * <ul>
 *   <li>Reach: the distance that one good part in ten exceeds, and a quarter more. The split-conformal order statistic needs
 *       nine parts for that, see {@link dev.invigil.detector.decision.SplitConformal}.
 *   <li>Margin: what the likeliest rival of any good part of the class was likelier by; 0 when none was. So of n parts as good as
 *       these, one in n + 1 at most is called another product.
 * </ul>
 */
public final class PrototypeFit {
    /** More parts than this would only make bundles larger; every so-many-th is taken. */
    public static final int MOST_PARTS = 128;

    /** With fewer a class has no prototype. */
    public static final int FEWEST_PARTS = 10;

    private static final int FOLDS = 5;
    private static final int EXCEEDED_BY_ONE_IN = 10;
    private static final double ROOM = 1.25;
    private static final double LEAST_REACH = 0.1;

    private PrototypeFit() {}

    /** Distances and densities of a class's parts, each by a spread made without it. */
    private record Outside(double[] distances, double[] densities) {}

    /** Those of the parts that are looked at: all, or {@value #MOST_PARTS} spread evenly. */
    public static <P> List<P> sample(List<P> parts) {
        if (parts.size() <= MOST_PARTS) {
            return List.copyOf(parts);
        }
        List<P> taken = new ArrayList<>();
        for (int i = 0; i < MOST_PARTS; i++) {
            taken.add(parts.get((int) ((long) i * parts.size() / MOST_PARTS)));
        }
        return taken;
    }

    /**
     * The prototypes of all classes that have parts enough.
     *
     * @param parts pooled features of good parts, by product, in the order in which the parts are kept
     * @throws IllegalArgumentException if their lengths differ
     */
    public static Prototypes of(Map<String, List<float[]>> parts) {
        Map<String, List<float[]>> looked = new LinkedHashMap<>();
        parts.forEach((product, features) -> {
            if (features.size() >= FEWEST_PARTS) {
                looked.put(product, sample(features));
            }
        });
        Map<String, Outside> outside = new LinkedHashMap<>();
        List<Prototype> withoutMargin = new ArrayList<>();
        looked.forEach((product, features) -> {
            Outside seen = outside(features);
            outside.put(product, seen);
            withoutMargin.add(new Prototype(product, FeatureDistribution.of(features), reach(seen.distances()), 0));
        });
        Prototypes rivals = new Prototypes(withoutMargin);
        return new Prototypes(withoutMargin.stream()
                .map(one -> new Prototype(
                        one.product(),
                        one.spread(),
                        one.reach(),
                        margin(one.product(), looked.get(one.product()), outside.get(one.product()), rivals)))
                .toList());
    }

    private static Outside outside(List<float[]> parts) {
        int n = parts.size();
        double[] distances = new double[n];
        double[] densities = new double[n];
        for (int fold = 0; fold < FOLDS; fold++) {
            int from = fold * n / FOLDS;
            int to = (fold + 1) * n / FOLDS;
            List<float[]> others = new ArrayList<>(parts.subList(0, from));
            others.addAll(parts.subList(to, n));
            FeatureDistribution spread = FeatureDistribution.of(others);
            for (int i = from; i < to; i++) {
                distances[i] = spread.distance(parts.get(i));
                densities[i] = spread.logDensity(distances[i]);
            }
        }
        return new Outside(distances, densities);
    }

    private static double reach(double[] distances) {
        double[] sorted = distances.clone();
        Arrays.sort(sorted);
        int mayExceed = (sorted.length + 1) / EXCEEDED_BY_ONE_IN;
        return Math.max(LEAST_REACH, ROOM * sorted[sorted.length - Math.max(1, mayExceed)]);
    }

    private static double margin(String product, List<float[]> parts, Outside seen, Prototypes rivals) {
        double margin = 0;
        for (int i = 0; i < parts.size(); i++) {
            double own = seen.densities()[i];
            margin = Math.max(
                    margin,
                    rivals.rival(product, parts.get(i))
                            .map(rival -> rival.density() - own)
                            .orElse(0.0));
        }
        return margin;
    }
}
