// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.depth;

import dev.invigil.benchmark.dataset.Photographs;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.detector.image.SampleRange;
import dev.invigil.detector.image.SampleWindow;
import dev.invigil.detector.model.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whether the 16-bit samples of images fit the depth of a model. */
public final class DepthCheck {
    private DepthCheck() {}

    /**
     * A warning for each product whose samples do not fit, with the remedy. Decodes each image that has 16 bits, on all cores.
     *
     * @param images by product
     * @throws dev.invigil.benchmark.BenchmarkException naming a file that is not a readable image
     */
    public static List<String> warnings(Preprocessing preprocessing, Map<String, List<Picture>> images) {
        return warnings(preprocessing.window(), ranges(preprocessing, images));
    }

    static List<String> warnings(SampleWindow depth, Map<String, SampleRange> ranges) {
        List<String> warnings = new ArrayList<>();
        ranges.forEach((product, range) -> depth.complaint(range)
                .ifPresent(complaint -> warnings.add("warning: product " + product + ": " + complaint)));
        return warnings;
    }

    /** The range of the 16-bit samples of each product that has such images. */
    static Map<String, SampleRange> ranges(Preprocessing preprocessing, Map<String, List<Picture>> images) {
        Photographs photographs = new Photographs(preprocessing);
        Map<String, SampleRange> ranges = new TreeMap<>();
        images.forEach((product, own) -> own.parallelStream()
                .map(photographs::range)
                .flatMap(Optional::stream)
                .reduce(SampleRange::with)
                .ifPresent(range -> ranges.put(product, range)));
        return ranges;
    }
}
