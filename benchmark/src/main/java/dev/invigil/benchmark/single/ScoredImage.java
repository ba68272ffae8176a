// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.single;

import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.detector.decision.Decision;
import dev.invigil.detector.decision.Inspection;
import dev.invigil.detector.decision.ProductCheck;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.map.Region;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The result for one image.
 *
 * @param file the image's
 * @param product whose thresholds were applied
 * @param original the image at its own size
 * @param inspection score, decision and regions, in pixels of the map
 */
public record ScoredImage(Path file, String product, RgbImage original, Inspection inspection) {

    /** The image score, of the pixels that count. */
    public double score() {
        return inspection.score();
    }

    public Decision decision() {
        return inspection.decision();
    }

    /** The smoothed map, at the model's size; ignored pixels have its lowest value. */
    public AnomalyMap map() {
        return inspection.map();
    }

    /** Whether it is that product; absent where the bundle cannot tell. */
    public Optional<ProductCheck> check() {
        return inspection.check();
    }

    /** The threshold in force; it decided, unless the image shows another product. */
    public ClassThreshold threshold() {
        return inspection.threshold().threshold();
    }

    /** The other product that it looks like. */
    public Optional<String> looksLike() {
        return inspection.check().flatMap(ProductCheck::looksLike);
    }

    /** Above the threshold that decided, in the map's pixels, strongest first; none on PASS and WRONG_PRODUCT. */
    public List<Region> regions() {
        return inspection.regions();
    }

    /** Pixels of the image per pixel of the map, across. */
    public double across() {
        return (double) original.width() / map().width();
    }

    /** Pixels of the image per pixel of the map, down. */
    public double down() {
        return (double) original.height() / map().height();
    }
}
