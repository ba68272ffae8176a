// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import dev.invigil.detector.map.AnomalyMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Collects one class's test images and gives its metrics in any definition. Memory does not grow with the number of images but for a
 * few bytes each. Thread-safe: images may come from several threads, and the result does not depend on their order.
 *
 * <p>All of a class's maps must be of one type.
 */
public final class ClassEvaluation implements AutoCloseable {
    private final String name;
    private final EvaluationOptions options;
    private final SpillFile sketches;
    private final List<SeenImage> images = new ArrayList<>();
    /** Null until the first map determines the type. */
    private PixelPopulation pixels;

    private int unmaskedAnomalies;

    public ClassEvaluation(String name, EvaluationOptions options) {
        this.name = name;
        this.options = options;
        this.sketches = new SpillFile(options.spillDirectory());
    }

    public String name() {
        return name;
    }

    /** Adds a test image with mask, as {@link TestImage#of(AnomalyMap, byte[])}; throws as that does. */
    public void add(AnomalyMap map, byte[] mask) {
        add(TestImage.of(map, mask));
    }

    /** Adds a test image.
     *
     * @throws IllegalArgumentException if its map is of another type than the others'
     */
    public void add(TestImage image) {
        // the slow part is done before taking the lock
        ScoreMap map = image.map();
        long[] keys = map.keys();
        MaskRegions regions = MaskRegions.of(image.mask(), map.height(), map.width());
        ScoreMap pooled = map.pooled(options.pooling());
        double max = image.score().orElseGet(pooled::max);
        double mean = pooled.mean();
        byte[] sketch =
                options.resampled() ? PixelSketch.of(map.type(), keys, regions).bytes() : new byte[0];
        synchronized (this) {
            population(map.type()).add(keys, regions);
            Optional<SpillFile.Place> place =
                    options.resampled() ? Optional.of(sketches.store(sketch)) : Optional.empty();
            images.add(
                    new SeenImage(image.name(), image.view(), image.content(), max, mean, image.isAnomalous(), place));
            unmaskedAnomalies += image.isAnomalous() && regions.count() == 0 ? 1 : 0;
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
        return images.size();
    }

    private ImageScores scores() {
        ImageScores scores = new ImageScores();
        images.forEach(image -> scores.add(new ImageScore(image.max(), image.anomalous())));
        return scores;
    }

    /**
     * ROC and precision-recall of the images, and both with PRO of the pixels, thinned for drawing; they do not depend on the
     * definition.
     *
     * @param steps number of steps per axis: a curve moves by at least 1/steps between two points
     * @throws IllegalStateException if there is no image
     */
    public synchronized Curves curves(int steps) {
        requireImages();
        ImageScores scores = scores();
        CurveRecorder ofImages = new CurveRecorder(ScoreType.FLOAT64, scores.positives(), scores.negatives(), 0, steps);
        scores.walk(List.of(ofImages));
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
        Map<Metric, MetricValue> values = PartMetrics.of(TestPart.of(images), TestPart.areSamples(images), definition);
        values.putAll(pixelMetrics(definition));
        int anomalous = (int) images.stream().filter(SeenImage::anomalous).count();
        return new ClassMetrics(name, images.size(), anomalous, ClassMetrics.withSummaries(values));
    }

    /**
     * Every metric of as many draws from the images so far.
     *
     * @throws IllegalStateException if there are no images, or the options are not {@link EvaluationOptions#withResampling}
     */
    public synchronized Resamples resamples(MetricDefinition definition, Bootstrap bootstrap) {
        ClassMetrics exact = metrics(definition);
        if (!options.resampled()) {
            throw new IllegalStateException("class " + name + " was not collected for resampling");
        }
        Map<Metric, MetricValue> undefined = unmaskedAnomalies > 0 ? pixelMetrics(definition) : Map.of();
        return new Resampling(bootstrap, definition, pixels.type(), sketches, images, exact, undefined).run();
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
        sketches.close();
        if (pixels != null) {
            pixels.close();
        }
    }
}
