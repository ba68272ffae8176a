// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.single;

import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.detector.decision.Decision;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.map.Region;
import dev.invigil.detector.map.Regions;
import dev.invigil.detector.product.ProductCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a bundle says of one picture.
 *
 * @param file the picture's
 * @param product the class it was judged as
 * @param original the picture at its own size
 * @param map smoothed, at the model's size
 * @param score of the image
 * @param check whether it is that product, where the bundle can tell
 * @param threshold that decided, unless it is another product
 */
public record ScoredPicture(
        Path file,
        String product,
        RgbImage original,
        AnomalyMap map,
        double score,
        Optional<ProductCheck> check,
        ClassThreshold threshold) {

    public Decision decision() {
        return ProductCheck.decide(check, threshold.decide(score));
    }

    /** The other product that it looks like. */
    public Optional<String> looksLike() {
        return check.filter(ProductCheck.Other.class::isInstance)
                .map(ProductCheck.Other.class::cast)
                .map(ProductCheck.Other::looksLike);
    }

    /** Above the threshold that made the decision, in the map's pixels, strongest first; none on PASS and WRONG_PRODUCT. */
    public List<Region> regions() {
        return switch (decision()) {
            case PASS, WRONG_PRODUCT -> List.of();
            case REVIEW -> Regions.above(map, threshold.review(), 1);
            case REJECT -> Regions.above(map, threshold.reject(), 1);
        };
    }

    /** Pixels of the picture per pixel of the map, across. */
    public double across() {
        return (double) original.width() / map.width();
    }

    /** Pixels of the picture per pixel of the map, down. */
    public double down() {
        return (double) original.height() / map.height();
    }
}
