// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

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
        Function<ImageMetrics, MetricValue> part = part(metric);
        return percentiles(images, drawn -> value(part, images, drawn));
    }

    /**
     * How far the second scores' metric lies above the first's, both taken of the same draws: what differs between images is then no noise.
     *
     * @param first one score per image
     * @param second of the same images in the same order
     * @param metric as in {@link #interval}
     * @return empty where the metric has no value
     * @throws IllegalArgumentException for any other metric, or if the images' truths differ
     */
    public Optional<Interval> difference(List<ImageScore> first, List<ImageScore> second, Metric metric) {
        if (!first.stream()
                .map(ImageScore::anomalous)
                .toList()
                .equals(second.stream().map(ImageScore::anomalous).toList())) {
            throw new IllegalArgumentException("a paired difference needs the same images on both sides");
        }
        Function<ImageMetrics, MetricValue> part = part(metric);
        return percentiles(first, drawn -> value(part, second, drawn) - value(part, first, drawn));
    }

    private static Function<ImageMetrics, MetricValue> part(Metric metric) {
        Function<ImageMetrics, MetricValue> part = METRICS.get(metric);
        if (part == null) {
            throw new IllegalArgumentException(metric + " is not a metric of the images' scores");
        }
        return part;
    }

    /** @param statistic of the indices drawn; NaN where it has no value */
    private Optional<Interval> percentiles(List<ImageScore> images, ToDoubleFunction<int[]> statistic) {
        int[] good = indices(images, false);
        int[] bad = indices(images, true);
        SplittableRandom random = new SplittableRandom(seed);
        int[] drawn = new int[images.size()];
        double[] values = new double[draws];
        for (int d = 0; d < draws; d++) {
            draw(good, random, drawn, 0);
            draw(bad, random, drawn, good.length);
            values[d] = statistic.applyAsDouble(drawn);
            if (Double.isNaN(values[d])) {
                return Optional.empty();
            }
        }
        Arrays.sort(values);
        double tail = (1 - confidence) / 2;
        return Optional.of(new Interval(quantile(values, tail), quantile(values, 1 - tail)));
    }

    private static double value(Function<ImageMetrics, MetricValue> part, List<ImageScore> images, int[] drawn) {
        ImageScores scores = new ImageScores();
        for (int index : drawn) {
            scores.add(images.get(index));
        }
        return part.apply(ImageMetrics.of(scores, MetricDefinition.EXACT)).orNaN();
    }

    private static int[] indices(List<ImageScore> images, boolean anomalous) {
        return IntStream.range(0, images.size())
                .filter(i -> images.get(i).anomalous() == anomalous)
                .toArray();
    }

    private static void draw(int[] from, SplittableRandom random, int[] into, int at) {
        for (int i = 0; i < from.length; i++) {
            into[at + i] = from[random.nextInt(from.length)];
        }
    }

    /** Linear between the order statistics, the median of three being the middle one. */
    private static double quantile(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
