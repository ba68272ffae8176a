// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.List;

/** A class's curves for drawing, each from the highest threshold to the lowest. */
public record Curves(List<Point> images, List<Point> pixels) {
    public Curves {
        images = List.copyOf(images);
        pixels = List.copyOf(pixels);
    }

    /**
     * What a threshold does; NaN where the rate is of nothing.
     *
     * @param threshold predicted is every score {@code >=} it
     * @param falsePositiveRate share of the normal ones predicted
     * @param recall share of the anomalous ones predicted
     * @param precision share of the predicted ones that are anomalous
     * @param pro mean over all regions of the covered share; NaN for images
     */
    public record Point(double threshold, double falsePositiveRate, double recall, double precision, double pro) {}
}
