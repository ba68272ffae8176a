// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.capacity;

import dev.invigil.benchmark.metric.Bootstrap;
import dev.invigil.benchmark.metric.ImageScore;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.metric.RankedImages;
import dev.invigil.benchmark.metric.Resamples;
import dev.invigil.detector.decision.ClopperPearson;
import dev.invigil.detector.decision.Decision;
import dev.invigil.detector.decision.Interval;
import dev.invigil.trainer.gate.EvaluatedPart;
import dev.invigil.trainer.gate.PairedRates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What sharing a model does to each product.
 *
 * <p>All intervals hold together: each has the confidence that leaves every product its share of the error (Bonferroni). Otherwise one of
 * many products would often seem to pay by chance.
 *
 * @param products in the order of the data
 * @param confidence that all intervals of one column hold together
 */
public record CapacityTable(List<ProductCapacity> products, double confidence) {
    /** The usual confidence. */
    public static final double CONFIDENCE = 0.95;

    /** Enough for the tails of many products. */
    private static final int DRAWS = 10_000;

    private static final Metric METRIC = Metric.IMAGE_AUROC;

    public CapacityTable {
        products = List.copyOf(products);
    }

    /**
     * Compares.
     *
     * @param products at least one
     * @param confidence such as {@link #CONFIDENCE}
     * @param seed of the bootstrap
     */
    public static CapacityTable of(List<PairedProduct> products, double confidence, long seed) {
        double each = 1 - (1 - confidence) / products.size();
        // products are independent of each other, so their draws have to be, too
        List<Drawn> drawn = IntStream.range(0, products.size())
                .mapToObj(i -> Drawn.of(products.get(i), new Bootstrap(DRAWS, each, seed + i)))
                .toList();
        List<ProductCapacity> rows = new ArrayList<>();
        for (int i = 0; i < products.size(); i++) {
            List<Drawn> others = new ArrayList<>(drawn);
            Drawn own = others.remove(i);
            PairedProduct product = products.get(i);
            rows.add(new ProductCapacity(
                    product, own.ranking(others), stopped(product, true, each), stopped(product, false, each)));
        }
        return new CapacityTable(rows, confidence);
    }

    /** Both models' AUROC, and their draws. */
    private record Drawn(
            Bootstrap bootstrap,
            double shared,
            double alone,
            Resamples ofShared,
            Resamples ofAlone,
            Resamples differences) {
        static Drawn of(PairedProduct product, Bootstrap bootstrap) {
            RankedImages shared = RankedImages.of(scores(product.shared()));
            RankedImages alone = RankedImages.of(scores(product.alone()));
            Resamples ofShared = shared.resamples(bootstrap);
            Resamples ofAlone = alone.resamples(bootstrap);
            return new Drawn(
                    bootstrap,
                    shared.auroc().orNaN(),
                    alone.auroc().orNaN(),
                    ofShared,
                    ofAlone,
                    ofAlone.minus(ofShared));
        }

        private static List<ImageScore> scores(List<EvaluatedPart> parts) {
            return parts.stream()
                    .map(part -> new ImageScore(part.score(), part.defective()))
                    .toList();
        }

        ProductCapacity.Ranking ranking(List<Drawn> others) {
            return new ProductCapacity.Ranking(
                    new ProductCapacity.Estimate(shared, ofShared.interval(METRIC)),
                    new ProductCapacity.Estimate(alone, ofAlone.interval(METRIC)),
                    new ProductCapacity.Estimate(alone - shared, differences.interval(METRIC)),
                    beyond(others),
                    differences.missing().getOrDefault(METRIC, ""));
        }

        /** The difference less its mean over the other products. */
        private Optional<ProductCapacity.Estimate> beyond(List<Drawn> others) {
            double[] own = differences.draws().get(METRIC);
            List<Drawn> known = others.stream()
                    .filter(other -> other.differences.draws().containsKey(METRIC))
                    .toList();
            if (own == null || known.isEmpty()) {
                return Optional.empty();
            }
            double[] beyond = own.clone();
            for (Drawn other : known) {
                double[] theirs = other.differences.draws().get(METRIC);
                for (int d = 0; d < beyond.length; d++) {
                    beyond[d] -= theirs[d] / known.size();
                }
            }
            double mean = known.stream()
                    .mapToDouble(other -> other.alone - other.shared)
                    .average()
                    .orElseThrow();
            Optional<Interval> interval =
                    Resamples.of(bootstrap, Map.of(METRIC, beyond), Map.of()).interval(METRIC);
            return Optional.of(new ProductCapacity.Estimate(alone - shared - mean, interval));
        }
    }

    private static Optional<ProductCapacity.Stopped> stopped(
            PairedProduct product, boolean defective, double confidence) {
        int[] some = IntStream.range(0, product.shared().size())
                .filter(i -> product.shared().get(i).defective() == defective)
                .toArray();
        boolean isDecided = IntStream.of(some)
                .allMatch(i -> product.shared().get(i).decision().isPresent()
                        && product.alone().get(i).decision().isPresent());
        if (some.length == 0 || !isDecided) {
            return Optional.empty();
        }
        int shared = 0;
        int alone = 0;
        int gained = 0;
        int lost = 0;
        for (int i : some) {
            boolean byShared = isStopped(product.shared().get(i));
            boolean byAlone = isStopped(product.alone().get(i));
            shared += byShared ? 1 : 0;
            alone += byAlone ? 1 : 0;
            gained += byAlone && !byShared ? 1 : 0;
            lost += byShared && !byAlone ? 1 : 0;
        }
        return Optional.of(new ProductCapacity.Stopped(
                some.length,
                shared,
                alone,
                ClopperPearson.of(shared, some.length, confidence),
                ClopperPearson.of(alone, some.length, confidence),
                new PairedRates(some.length, gained, lost).interval((1 - confidence) / 2)));
    }

    private static boolean isStopped(EvaluatedPart part) {
        return part.decision()
                .filter(decision -> decision == Decision.REJECT || decision == Decision.WRONG_PRODUCT)
                .isPresent();
    }
}
