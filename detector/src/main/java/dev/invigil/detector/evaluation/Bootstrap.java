// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Percentile bootstrap of the image metrics: test images are drawn anew with replacement, good and anomalous ones apart so that every draw has
 * as many of each, and the metric is taken of each draw. The seed makes it repeatable.
 *
 * @param draws how often, 1000 or more for two digits
 * @param confidence such as 0.95
 */
public record Bootstrap(int draws, double confidence, long seed) {
    private static final Map<Metric, Function<ImageMetrics, MetricValue>> METRICS = Map.of(
            Metric.IMAGE_AUROC, ImageMetrics::auroc,
            Metric.IMAGE_AP, ImageMetrics::ap,
            Metric.IMAGE_F1_MAX, ImageMetrics::f1Max);

    public Bootstrap {
        if (draws < 1 || !(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException(
                    "a bootstrap needs draws and a confidence between 0 and 1, not " + draws + " and " + confidence);
        }
    }

    /**
     * @param metric {@link Metric#IMAGE_AUROC}, {@link Metric#IMAGE_AP} or {@link Metric#IMAGE_F1_MAX}
     * @return empty where the metric has no value
     * @throws IllegalArgumentException for any other metric
     */
    public Optional<Interval> interval(List<ImageScore> images, Metric metric) {
        Function<ImageMetrics, MetricValue> part = METRICS.get(metric);
        if (part == null) {
            throw new IllegalArgumentException(metric + " is not a metric of the images' scores");
        }
        List<ImageScore> good = images.stream().filter(i -> !i.anomalous()).toList();
        List<ImageScore> bad = images.stream().filter(ImageScore::anomalous).toList();
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[draws];
        for (int d = 0; d < draws; d++) {
            ImageScores drawn = new ImageScores();
            draw(good, random).forEach(drawn::add);
            draw(bad, random).forEach(drawn::add);
            MetricValue value = part.apply(ImageMetrics.of(drawn, MetricDefinition.EXACT));
            if (!value.isDefined()) {
                return Optional.empty();
            }
            values[d] = value.orNaN();
        }
        Arrays.sort(values);
        double tail = (1 - confidence) / 2;
        return Optional.of(new Interval(quantile(values, tail), quantile(values, 1 - tail)));
    }

    private static List<ImageScore> draw(List<ImageScore> from, SplittableRandom random) {
        List<ImageScore> drawn = new ArrayList<>(from.size());
        for (int i = 0; i < from.size(); i++) {
            drawn.add(from.get(random.nextInt(from.size())));
        }
        return drawn;
    }

    /** Linear between the order statistics, the median of three being the middle one. */
    private static double quantile(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
