// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.evaluation;

import dev.invigil.detector.map.AnomalyMap;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Collects one class's test images and gives its metrics in any definition. Memory does not grow with the number of images but for a
 * few bytes each. Thread-safe: images may come from several threads, and the result does not depend on their order.
 *
 * <p>All of a class's maps must be of one type. A mask holds one byte per pixel of its map, row-major, any non-zero byte anomalous; an image
 * is anomalous when its mask has such a byte.
 */
public final class ClassEvaluation implements AutoCloseable {
    private final String name;
    private final EvaluationOptions options;
    private final ImageScores byMax = new ImageScores();
    private final ImageScores byMean = new ImageScores();
    /** Null until the first map tells the type. */
    private PixelPopulation pixels;

    private int unmaskedAnomalies;

    public ClassEvaluation(String name, EvaluationOptions options) {
        this.name = name;
        this.options = options;
    }

    public String name() {
        return name;
    }

    /** @throws IllegalArgumentException if the mask has another size, or a score is not finite */
    public void add(AnomalyMap map, byte[] mask) {
        add(map.values(), map.height(), map.width(), mask);
    }

    /** A float32 map, row-major; see {@link #add(AnomalyMap, byte[])}. */
    public void add(float[] map, int height, int width, byte[] mask) {
        add(ScoreMap.of(map, height, width), mask);
    }

    /** A float64 map, row-major; see {@link #add(AnomalyMap, byte[])}. */
    public void add(double[] map, int height, int width, byte[] mask) {
        add(new ScoreMap(ScoreType.FLOAT64, map, height, width), mask);
    }

    /** An image with a label but no mask: one anomalous image of this kind leaves the class without pixel metrics. */
    public void add(AnomalyMap map, boolean anomalous) {
        byte[] nothing = new byte[map.values().length];
        add(ScoreMap.of(map.values(), map.height(), map.width()), nothing, anomalous);
    }

    private void add(ScoreMap map, byte[] mask) {
        if (mask.length != map.scores().length) {
            throw new IllegalArgumentException(
                    "a mask of " + mask.length + " pixels does not fit a map of " + map.height() + " x " + map.width());
        }
        boolean anomalous = false;
        for (byte pixel : mask) {
            anomalous |= pixel != 0;
        }
        add(map, mask, anomalous);
    }

    private void add(ScoreMap map, byte[] mask, boolean anomalous) {
        // all that takes time is done before the lock
        long[] keys = map.keys();
        MaskRegions regions = MaskRegions.of(mask, map.height(), map.width());
        ScoreMap pooled = map.pooled(options.pooling());
        double max = pooled.max();
        double mean = pooled.mean();
        synchronized (this) {
            population(map.type()).add(keys, regions);
            byMax.add(new ImageScore(max, anomalous));
            byMean.add(new ImageScore(mean, anomalous));
            unmaskedAnomalies += anomalous && regions.count() == 0 ? 1 : 0;
        }
    }

    private PixelPopulation population(ScoreType type) {
        if (pixels == null) {
            pixels = new PixelPopulation(type, options.scoresInMemory(), options.spillDirectory());
        }
        if (pixels.type() != type) {
            throw new IllegalArgumentException("class " + name + " has maps of type " + pixels.type() + " and " + type);
        }
        return pixels;
    }

    /** How many images were added. */
    public synchronized int images() {
        return byMax.size();
    }

    /** Every image's score (the map's maximum) and truth, from the highest score. */
    public synchronized List<ImageScore> imageScores() {
        return byMax.sorted();
    }

    /**
     * ROC and precision-recall of the images, and both with PRO of the pixels, thinned for drawing; they do not depend on the
     * definition.
     *
     * @param steps a curve moves by at least one part in so many between two points
     * @throws IllegalStateException if there is no image
     */
    public synchronized Curves curves(int steps) {
        requireImages();
        CurveRecorder ofImages = new CurveRecorder(ScoreType.FLOAT64, byMax.positives(), byMax.negatives(), 0, steps);
        byMax.walk(List.of(ofImages));
        CurveRecorder ofPixels =
                new CurveRecorder(pixels.type(), pixels.positives(), pixels.negatives(), pixels.regions(), steps);
        pixels.walk(List.of(ofPixels));
        return new Curves(ofImages.points(), ofPixels.points());
    }

    private void requireImages() {
        if (pixels == null) {
            throw new IllegalStateException("class " + name + " has no test image");
        }
    }

    /**
     * The metrics of the images so far.
     *
     * @throws IllegalStateException if there are none
     */
    public synchronized ClassMetrics metrics(MetricDefinition definition) {
        requireImages();
        Map<Metric, MetricValue> values = new EnumMap<>(Metric.class);
        ImageMetrics maxima = ImageMetrics.of(byMax, definition);
        values.put(Metric.IMAGE_AUROC, maxima.auroc());
        values.put(Metric.IMAGE_AP, maxima.ap());
        values.put(Metric.IMAGE_F1_MAX, maxima.f1Max());
        ImageMetrics means = ImageMetrics.of(byMean, definition);
        values.put(Metric.IMAGE_MEAN_AUROC, means.auroc());
        values.put(Metric.IMAGE_MEAN_AP, means.ap());
        values.put(Metric.IMAGE_MEAN_F1_MAX, means.f1Max());
        values.putAll(pixelMetrics(definition));
        return new ClassMetrics(name, byMax.size(), byMax.positives(), ClassMetrics.withSummaries(values));
    }

    private Map<Metric, MetricValue> pixelMetrics(MetricDefinition definition) {
        Map<Metric, MetricValue> values = definition.pixelMetrics().of(pixels);
        if (unmaskedAnomalies > 0) {
            MetricValue noMask = MetricValue.undefined(unmaskedAnomalies + " anomalous image(s) without a mask");
            values.replaceAll((metric, value) -> noMask);
        }
        return Collections.unmodifiableMap(values);
    }

    /** Frees the disk; no metrics afterwards. */
    @Override
    public synchronized void close() {
        if (pixels != null) {
            pixels.close();
        }
    }
}
