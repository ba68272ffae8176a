// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Image AUROC and AP of scores, and of bootstrap draws of them. The scores are sorted once, so a draw costs one walk over the parts.
 *
 * <p>Two models are compared by giving the same parts in the same order to both: {@code second.resamples(b).minus(first.resamples(b))} are paired
 * differences.
 */
public final class RankedImages {
    private final boolean[] anomalous;
    /** Indices of the parts from the highest score. */
    private final int[] order;
    /** By place in the order: whether the next score is lower. */
    private final boolean[] isLastOfTie;

    private final int positives;

    private RankedImages(List<ImageScore> images) {
        int size = images.size();
        anomalous = new boolean[size];
        for (int i = 0; i < size; i++) {
            anomalous[i] = images.get(i).anomalous();
        }
        order = IntStream.range(0, size)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> images.get(i).score())
                        .reversed())
                .mapToInt(Integer::intValue)
                .toArray();
        isLastOfTie = new boolean[size];
        for (int place = 0; place < size; place++) {
            isLastOfTie[place] = place + 1 == size
                    || images.get(order[place]).score()
                            != images.get(order[place + 1]).score();
        }
        positives = (int) images.stream().filter(ImageScore::anomalous).count();
    }

    /** @param images of one product, one per part; the scores are finite */
    public static RankedImages of(List<ImageScore> images) {
        return new RankedImages(images);
    }

    /** Ties count one half. Undefined without good or without anomalous parts. */
    public MetricValue auroc() {
        return values(all())[0];
    }

    /** The step function's area. Undefined without anomalous parts. */
    public MetricValue ap() {
        return values(all())[1];
    }

    /** {@link Metric#IMAGE_AUROC} and {@link Metric#IMAGE_AP} in each draw; each is missing with a reason where it cannot be resampled. */
    public Resamples resamples(Bootstrap bootstrap) {
        PartDraws draws = new PartDraws(bootstrap, anomalous.length, i -> anomalous[i]);
        Map<Metric, String> missing = new EnumMap<>(Metric.class);
        if (values(all())[0] instanceof MetricValue.Undefined undefined) {
            missing.put(Metric.IMAGE_AUROC, undefined.reason());
            missing.put(Metric.IMAGE_AP, undefined.reason());
        } else if (draws.unresampled() != null) {
            missing.put(Metric.IMAGE_AUROC, draws.unresampled());
            missing.put(Metric.IMAGE_AP, draws.unresampled());
        }
        if (!missing.isEmpty()) {
            return Resamples.of(bootstrap, Map.of(), missing);
        }
        double[] auroc = new double[bootstrap.draws()];
        double[] ap = new double[bootstrap.draws()];
        IntStream.range(0, bootstrap.draws()).parallel().forEach(draw -> {
            MetricValue[] values = values(draws.times(draw));
            auroc[draw] = values[0].orNaN();
            ap[draw] = values[1].orNaN();
        });
        return Resamples.of(bootstrap, Map.of(Metric.IMAGE_AUROC, auroc, Metric.IMAGE_AP, ap), Map.of());
    }

    private int[] all() {
        int[] once = new int[anomalous.length];
        Arrays.fill(once, 1);
        return once;
    }

    /** AUROC and AP, each part counted as often as it says. A draw has as many anomalous parts as there are. */
    private MetricValue[] values(int[] times) {
        RocArea roc = new RocArea(positives, anomalous.length - positives);
        AveragePrecision precision = new AveragePrecision(positives);
        long truePositives = 0;
        long falsePositives = 0;
        for (int place = 0; place < order.length; place++) {
            int part = order[place];
            if (anomalous[part]) {
                truePositives += times[part];
            } else {
                falsePositives += times[part];
            }
            if (isLastOfTie[place]) {
                roc.point(place, truePositives, falsePositives, 0);
                precision.point(place, truePositives, falsePositives, 0);
            }
        }
        return new MetricValue[] {roc.value(), precision.value()};
    }
}
