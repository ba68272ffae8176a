// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The metrics that are of images and samples, not of pixels. */
final class PartMetrics {
    private PartMetrics() {}

    /**
     * @param parts as they were tested, or as a bootstrap drew them, some more than once
     * @param areSamples whether each part is all views of a sample
     */
    static Map<Metric, MetricValue> of(List<TestPart> parts, boolean areSamples, MetricDefinition definition) {
        Map<Metric, MetricValue> values = new EnumMap<>(Metric.class);
        ImageMetrics maxima = ImageMetrics.of(
                scores(images(parts).map(image -> new ImageScore(image.max(), image.anomalous()))), definition);
        values.put(Metric.IMAGE_AUROC, maxima.auroc());
        values.put(Metric.IMAGE_AP, maxima.ap());
        values.put(Metric.IMAGE_F1_MAX, maxima.f1Max());
        ImageMetrics means = ImageMetrics.of(
                scores(images(parts).map(image -> new ImageScore(image.mean(), image.anomalous()))), definition);
        values.put(Metric.IMAGE_MEAN_AUROC, means.auroc());
        values.put(Metric.IMAGE_MEAN_AP, means.ap());
        values.put(Metric.IMAGE_MEAN_F1_MAX, means.f1Max());
        ImageMetrics samples = areSamples
                ? ImageMetrics.of(scores(parts.stream().map(TestPart::score)), definition)
                : ImageMetrics.undefined("images are not grouped into samples of several views");
        values.put(Metric.SAMPLE_AUROC, samples.auroc());
        values.put(Metric.SAMPLE_AP, samples.ap());
        values.put(Metric.SAMPLE_F1_MAX, samples.f1Max());
        return values;
    }

    private static Stream<SeenImage> images(List<TestPart> parts) {
        return parts.stream().flatMap(part -> part.images().stream());
    }

    private static ImageScores scores(Stream<ImageScore> each) {
        ImageScores scores = new ImageScores();
        each.forEach(scores::add);
        return scores;
    }
}
