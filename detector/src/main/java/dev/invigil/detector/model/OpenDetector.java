// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.model;

import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.runtime.Program;
import dev.invigil.detector.tensor.HostTensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A detector on a device. Belongs to the thread that opened it. */
public final class OpenDetector implements AutoCloseable {
    private static final float[] NO_FEATURES = {};

    private final Program program;
    private final DetectorSpec spec;
    private final List<String> products;
    private final Thread owner = Thread.currentThread();

    /** @param products that the program's second input counts; none if it has no second input */
    OpenDetector(Program program, DetectorSpec spec, List<String> products) {
        this.program = program;
        this.spec = spec;
        this.products = products;
    }

    /** From image to score. */
    public DetectorSpec spec() {
        return spec;
    }

    /**
     * What a batch gave.
     *
     * @param maps one per image, in order, not yet smoothed
     * @param features of each image as a whole, in the same order; empty arrays if the network has none
     * @param forward from the first byte handed to the engine to the last value back
     */
    public record Batch(List<AnomalyMap> maps, List<float[]> features, Duration forward) {
        public Batch {
            maps = List.copyOf(maps);
            features = List.copyOf(features);
        }
    }

    /** Scores images together whose products are not known; see {@link #score(List, List)}. */
    public Batch score(List<RgbImage> images) {
        return score(images, Collections.nCopies(images.size(), Optional.empty()));
    }

    /**
     * Scores images together.
     *
     * @param images prepared as the spec's preprocessing says
     * @param shown the product that each image is said to show. Families that compare with one product's good parts need it; where it is not
     *     known, or the model does not know it, they choose by what the image shows
     * @throws IllegalArgumentException if there is none, or one has another size
     * @throws IllegalStateException if called by another thread than opened this
     */
    public Batch score(List<RgbImage> images, List<Optional<String>> shown) {
        if (images.size() != shown.size()) {
            throw new IllegalArgumentException(images.size() + " images, but " + shown.size() + " products");
        }
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("this detector can be used only by the thread " + owner.getName());
        }
        long start = System.nanoTime();
        HostTensor batch = spec.preprocessing().batch(images);
        List<HostTensor> results =
                products.isEmpty() ? program.call("forward", batch) : program.call("forward", batch, places(shown));
        HostTensor raw = results.get(0);
        List<AnomalyMap> maps = new ArrayList<>(images.size());
        List<float[]> features = new ArrayList<>(images.size());
        for (int i = 0; i < images.size(); i++) {
            maps.add(new AnomalyMap(raw.size(1), raw.size(2), raw.part(i).floats()));
            features.add(results.size() > 1 ? results.get(1).part(i).floats() : NO_FEATURES);
        }
        return new Batch(maps, features, Duration.ofNanos(System.nanoTime() - start));
    }

    private HostTensor places(List<Optional<String>> shown) {
        long[] places = shown.stream()
                .mapToLong(product -> product.map(products::indexOf).orElse(-1))
                .toArray();
        return HostTensor.of(places, List.of(places.length));
    }

    /** Native tensors that are alive between batches: a number that grows is a leak. */
    public int liveTensors() {
        return program.liveTensors();
    }

    @Override
    public void close() {
        program.close();
    }
}
