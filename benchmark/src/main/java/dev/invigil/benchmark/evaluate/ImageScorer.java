// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.evaluate;

import dev.invigil.benchmark.BenchmarkException;
import dev.invigil.benchmark.dataset.Photographs;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.OpenDetector;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.SelfTestFailedException;
import dev.invigil.detector.runtime.ComputeDevice;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Gives images their raw anomaly maps, batch by batch: images are read on all cores, the network runs on the calling thread, which owns
 * this. {@link dev.invigil.detector.decision.Inspector} makes scores and decisions of the maps.
 */
public final class ImageScorer implements AutoCloseable {
    private static final int BATCH = 16;

    private final OpenDetector detector;
    private final Photographs photographs;

    /** Opens a detector that has no bundle yet. */
    public ImageScorer(Detector detector, ComputeDevice device) {
        this(detector.open(device));
    }

    /**
     * Opens a bundle's model.
     *
     * @throws BenchmarkException if the model's self-test fails on this device
     */
    public ImageScorer(ModelBundle bundle, ComputeDevice device) {
        this(open(bundle, device));
    }

    private ImageScorer(OpenDetector detector) {
        this.detector = detector;
        this.photographs = new Photographs(detector.spec().preprocessing());
    }

    private static OpenDetector open(ModelBundle bundle, ComputeDevice device) {
        try {
            return bundle.open(device);
        } catch (SelfTestFailedException e) {
            throw new BenchmarkException(e.getMessage(), e);
        }
    }

    /** How a score comes from a raw map. */
    public PostProcessing postprocessing() {
        return detector.spec().postprocessing();
    }

    /** Reads images and masks at this model's size. */
    public Photographs photographs() {
        return photographs;
    }

    /** Receives the output for an item; called from several threads. */
    @FunctionalInterface
    public interface Sink<T> {
        /**
         * @param map raw, as the model gave it
         * @param features pooled, for a bundle's prototypes
         */
        void take(T item, AnomalyMap map, float[] features);
    }

    /**
     * Gives every item its raw anomaly map.
     *
     * @param picture of an item
     * @param product that the item is of
     * @param sink takes an item and its map; called from several threads
     * @throws BenchmarkException naming a file that is not a readable image
     */
    public <T> void score(
            List<T> items, Function<T, Picture> picture, Function<T, String> product, BiConsumer<T, AnomalyMap> sink) {
        scoreWithFeatures(items, picture, product, (item, map, features) -> sink.accept(item, map));
    }

    /** The same, with each image's features. */
    public <T> void scoreWithFeatures(
            List<T> items, Function<T, Picture> picture, Function<T, String> product, Sink<T> sink) {
        for (int first = 0; first < items.size(); first += BATCH) {
            List<T> batch = items.subList(first, Math.min(first + BATCH, items.size()));
            List<RgbImage> images = batch.parallelStream()
                    .map(picture.andThen(photographs::picture))
                    .toList();
            OpenDetector.Batch scored = detector.score(
                    images, batch.stream().map(product).map(Optional::of).toList());
            IntStream.range(0, batch.size())
                    .parallel()
                    .forEach(i -> sink.take(
                            batch.get(i),
                            scored.maps().get(i),
                            scored.features().get(i)));
        }
    }

    @Override
    public void close() {
        detector.close();
    }
}
