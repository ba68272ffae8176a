// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.evaluate;

import dev.invigil.benchmark.dataset.Photographs;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.detector.bundle.DetectorConfiguration;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.map.GaussianFilter;
import dev.invigil.detector.network.InvadModel;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.scoring.InvadScorer;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Scores pictures by the batch: read and smoothed on all cores, the network on the calling thread, which owns this. */
public final class PhotographScorer implements AutoCloseable {
    private static final int BATCH = 16;

    private final InvadScorer scorer;
    private final Photographs photographs;
    private final GaussianFilter smoothing;

    public PhotographScorer(InvadModel model, DetectorConfiguration detector, ComputeDevice device) {
        this.scorer = InvadScorer.open(model, device);
        this.photographs = new Photographs(detector.size());
        this.smoothing = new GaussianFilter(detector.sigma());
    }

    /** Opens a bundle's model. */
    public PhotographScorer(ModelBundle bundle, ComputeDevice device) {
        this(
                new InvadModel(
                        bundle.weights().tensors(), bundle.model().encoder().strideFirst()),
                bundle.model().detector(),
                device);
    }

    /** Reads pictures and masks at this model's size. */
    public Photographs photographs() {
        return photographs;
    }

    /** Takes what was seen of an item; called from several threads. */
    @FunctionalInterface
    public interface Sink<T> {
        /**
         * @param map smoothed
         * @param features pooled, for a bundle's prototypes
         */
        void take(T item, AnomalyMap map, float[] features);
    }

    /**
     * Gives every item its smoothed anomaly map.
     *
     * @param picture of an item
     * @param sink takes an item and its map; called from several threads
     * @throws dev.invigil.benchmark.BenchmarkException naming a file that is not a readable picture
     */
    public <T> void score(List<T> items, Function<T, Picture> picture, BiConsumer<T, AnomalyMap> sink) {
        look(items, picture, (item, map, features) -> sink.accept(item, map));
    }

    /** The same, with each picture's features. */
    public <T> void look(List<T> items, Function<T, Picture> picture, Sink<T> sink) {
        for (int first = 0; first < items.size(); first += BATCH) {
            List<T> batch = items.subList(first, Math.min(first + BATCH, items.size()));
            List<byte[]> pictures = batch.parallelStream()
                    .map(picture.andThen(photographs::picture).andThen(RgbImage::rgb))
                    .toList();
            InvadScorer.Batch scored = scorer.score(pictures);
            IntStream.range(0, batch.size())
                    .parallel()
                    .forEach(i -> sink.take(
                            batch.get(i),
                            smoothing.apply(scored.maps().get(i)),
                            scored.pooled().get(i)));
        }
    }

    @Override
    public void close() {
        scorer.close();
    }
}
