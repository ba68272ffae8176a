// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.depth;

import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.detector.image.SampleRange;
import dev.invigil.detector.image.SampleWindow;
import dev.invigil.detector.model.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The value of {@code --depth}.
 *
 * @param given the depth that the operator gives; empty to take it from the training images
 */
public record DepthOption(Optional<SampleWindow> given) {
    /** Takes the depth from the training images. */
    public static final DepthOption AUTO = new DepthOption(Optional.empty());

    /** How {@link #AUTO} is written. */
    public static final String AUTO_NAME = "auto";

    /**
     * A choice.
     *
     * @param preprocessing with the chosen depth
     * @param notes for the operator, a line each: the depth and where it comes from, and each product whose samples do not fit it; none
     *     if no image has 16 bits and no depth was given
     */
    public record Choice(Preprocessing preprocessing, List<String> notes) {
        public Choice {
            notes = List.copyOf(notes);
        }
    }

    /**
     * Reads {@code auto}, a number of bits, or LOW:HIGH.
     *
     * @throws IllegalArgumentException if the text is none of them
     */
    public static DepthOption parse(String text) {
        if (text.equals(AUTO_NAME)) {
            return AUTO;
        }
        try {
            return new DepthOption(Optional.of(SampleWindow.parse(text)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "--depth: " + e.getMessage() + "; or auto, to take it from the training images", e);
        }
    }

    /**
     * The depth for these products. Decodes each training image that has 16 bits, on all cores.
     *
     * @param preprocessing to complete
     * @throws dev.invigil.benchmark.BenchmarkException naming a file that is not a readable image
     */
    public Choice choose(Preprocessing preprocessing, List<ProductClass> data) {
        Map<String, List<Picture>> training = new TreeMap<>();
        data.forEach(product -> training.put(product.name(), product.train()));
        Map<String, SampleRange> ranges = DepthCheck.ranges(preprocessing, training);
        Optional<SampleRange> all = ranges.values().stream().reduce(SampleRange::with);
        SampleWindow depth = given.or(() -> all.map(SampleWindow::containing)).orElse(SampleWindow.FULL);
        List<String> notes = new ArrayList<>();
        if (given.isPresent()) {
            notes.add("depth " + depth + " as given"
                    + (all.isEmpty()
                            ? "; no training image has 16-bit samples, so it changes nothing in training"
                            : ""));
        } else if (all.isPresent()) {
            notes.add("depth " + depth + ": the 16-bit samples of the training images are from "
                    + all.get().low() + " to " + all.get().high()
                    + "; if the camera has another depth, train with --depth N");
        }
        notes.addAll(DepthCheck.warnings(depth, ranges));
        return new Choice(preprocessing.with(depth), notes);
    }
}
