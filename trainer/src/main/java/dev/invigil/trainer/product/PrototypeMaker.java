// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.product;

import dev.invigil.benchmark.dataset.Photographs;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.detector.model.FeatureExtractor;
import dev.invigil.detector.product.PrototypeFit;
import dev.invigil.detector.product.Prototypes;
import dev.invigil.kit.OperatorException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** An encoder at the task of looking at products as a whole. It needs no trained decoder. Used by one thread. */
public final class PrototypeMaker {
    private static final int BATCH = 16;

    private final FeatureExtractor encoder;
    private final Photographs photographs;

    /** Hears how far it is. */
    @FunctionalInterface
    public interface Listener {
        /** {@code done} of {@code total} good parts have been looked at. */
        void looked(int done, int total);
    }

    /** @param photographs read at the size that the encoder takes */
    public PrototypeMaker(FeatureExtractor encoder, Photographs photographs) {
        this.encoder = encoder;
        this.photographs = photographs;
    }

    /**
     * The prototypes of all products with parts enough, see {@link PrototypeFit}.
     *
     * @param goodParts by product, in the order of the folder
     * @throws OperatorException naming a file that is not a readable image
     */
    public Prototypes of(Map<String, List<Picture>> goodParts, Listener listener) {
        Map<String, List<Picture>> looked = new LinkedHashMap<>();
        goodParts.forEach((product, parts) -> looked.put(product, PrototypeFit.sample(parts)));
        int total = looked.values().stream().mapToInt(List::size).sum();
        AtomicInteger done = new AtomicInteger();
        Map<String, List<float[]>> features = new LinkedHashMap<>();
        looked.forEach((product, parts) ->
                features.put(product, features(parts, count -> listener.looked(done.addAndGet(count), total))));
        return PrototypeFit.of(features);
    }

    /** The pooled features of these images, in order; throws as {@link #of} does. */
    public List<float[]> features(List<Picture> pictures) {
        return features(pictures, count -> {});
    }

    private List<float[]> features(List<Picture> pictures, IntConsumer batchDone) {
        List<float[]> features = new ArrayList<>(pictures.size());
        for (int first = 0; first < pictures.size(); first += BATCH) {
            List<Picture> batch = pictures.subList(first, Math.min(first + BATCH, pictures.size()));
            features.addAll(encoder.features(
                    batch.parallelStream().map(photographs::picture).toList()));
            batchDone.accept(batch.size());
        }
        return features;
    }
}
