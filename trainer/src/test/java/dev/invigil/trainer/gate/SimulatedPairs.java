// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import dev.invigil.detector.decision.Decision;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Pairs of models whose true quality is known. Scores of good parts are standard normal. A part has a difficulty that both models see, and each
 * model adds noise of its own, as two trainings do.
 *
 * @param good parts of each product
 * @param defective parts of each product
 * @param shared share of the variance that both models see alike
 * @param active the active model, in each product
 * @param candidate the candidate, in the product {@link #CHANGED}
 */
record SimulatedPairs(int good, int defective, double shared, Quality active, Quality candidate) {
    static final int PAIRS = 200;
    static final String CHANGED = "product1";
    private static final int PRODUCTS = 3;

    enum Outcome {
        PROMOTED,
        REJECTED,
        INCONCLUSIVE
    }

    /**
     * How good a model is.
     *
     * @param distance of defective parts from good ones, in standard deviations
     * @param collapsed share of defective parts that look like good ones to it
     * @param threshold above which it rejects
     */
    record Quality(double distance, double collapsed, double threshold) {
        /** A model of this image AUROC that rejects 5 % of the good parts. */
        static Quality ofAuroc(double auroc) {
            return new Quality(Normal.distanceOfAuroc(auroc), 0, Normal.quantile(0.95));
        }

        /** The same model after a share of the defects became invisible to it, so that it loses that much AUROC. */
        Quality losing(double auroc) {
            double all = Normal.aurocOfDistance(distance) - 0.5;
            return new Quality(distance, auroc / all, threshold);
        }

        Quality rejecting(double goodParts) {
            return new Quality(distance, collapsed, Normal.quantile(1 - goodParts));
        }
    }

    /** How often the gate decides what, over all pairs. */
    Map<Outcome, Integer> outcomes(long seed, GateRules rules) {
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome, 0);
        }
        IntStream.range(0, PAIRS)
                .parallel()
                .mapToObj(pair -> decide(new Random(seed * PAIRS + pair), rules))
                .collect(Collectors.toList())
                .forEach(outcome -> counts.merge(outcome, 1, Integer::sum));
        return counts;
    }

    private Outcome decide(Random random, GateRules rules) {
        Map<String, List<EvaluatedPart>> before = new TreeMap<>();
        Map<String, List<EvaluatedPart>> after = new TreeMap<>();
        for (int p = 0; p < PRODUCTS; p++) {
            String product = "product" + p;
            before.put(product, new ArrayList<>());
            after.put(product, new ArrayList<>());
            for (int i = 0; i < good + defective; i++) {
                boolean isDefective = i >= good;
                double seen = Math.sqrt(shared) * random.nextGaussian();
                before.get(product).add(part(random, i, isDefective, seen, active));
                after.get(product)
                        .add(part(random, i, isDefective, seen, product.equals(CHANGED) ? candidate : active));
            }
        }
        return Gate.decide(
                        Optional.of(new EvaluatedModel("a", "a", "1", before)),
                        new EvaluatedModel("b", "b", "1", after),
                        rules)
                .fold(promoted -> Outcome.PROMOTED, rejected -> Outcome.REJECTED, inconclusive -> Outcome.INCONCLUSIVE);
    }

    private EvaluatedPart part(Random random, int number, boolean isDefective, double seen, Quality model) {
        double own = Math.sqrt(1 - shared) * random.nextGaussian();
        boolean isVisible = random.nextDouble() >= model.collapsed();
        double score = seen + own + (isDefective && isVisible ? model.distance() : 0);
        String name = "part" + number;
        return new EvaluatedPart(
                name,
                name,
                isDefective,
                isDefective ? "scratch" : "good",
                score,
                Optional.of(score > model.threshold() ? Decision.REJECT : Decision.PASS));
    }
}
