// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.single;

import dev.invigil.benchmark.BenchmarkException;
import dev.invigil.benchmark.dataset.Photographs;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.PictureDigests;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.map.Region;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.ImageMemory;
import dev.invigil.detector.model.ImageMemory.Nearest;
import dev.invigil.detector.model.ImageMemory.Remembered;
import dev.invigil.detector.model.ImageMemory.Source;
import dev.invigil.detector.runtime.ComputeDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Explains maps of a detector that remembers images: of which good part each region reminds it. Belongs to one thread. */
public final class SourceSearch implements AutoCloseable {
    private static final int MOST_REGIONS = 4;
    /** Of the part of a region that is shown, in pixels of the map. */
    private static final int LARGEST_SIDE = 64;

    private final ImageMemory.Sources sources;
    private final Photographs photographs;
    private final Map<String, Picture> pictures = new HashMap<>();

    /**
     * @param memory of the detector's family
     * @param good parts in which remembered images are looked for; may be none
     * @throws IOException if an image cannot be read
     */
    public SourceSearch(ImageMemory memory, Detector detector, List<ProductClass> good, ComputeDevice device)
            throws IOException {
        this.photographs = new Photographs(detector.spec().preprocessing());
        for (ProductClass product : good) {
            PictureDigests.of(product.train()).forEach((picture, digest) -> pictures.putIfAbsent(digest, picture));
        }
        this.sources = memory.open(detector, device);
    }

    /**
     * The strongest regions of an image with their sources; where it has no region, the strangest place.
     *
     * @throws BenchmarkException naming a file that is not a readable image
     */
    public List<Comparison> of(ScoredImage image) {
        Nearest nearest = sources.of(photographs.picture(Picture.of(image.file())), image.product());
        List<Comparison> comparisons = new ArrayList<>();
        List<Region> regions = image.regions();
        for (Region region : regions.subList(0, Math.min(MOST_REGIONS, regions.size()))) {
            Source source = nearest.at(region.peakX(), region.peakY());
            // of a large region the part about its peak, which is what was compared
            int width = Math.min(region.width(), LARGEST_SIDE);
            int height = Math.min(region.height(), LARGEST_SIDE);
            comparisons.add(new Comparison(
                    width == region.width() ? region.x() : region.peakX() - width / 2,
                    height == region.height() ? region.y() : region.peakY() - height / 2,
                    width,
                    height,
                    region.peak(),
                    source,
                    good(source)));
        }
        if (comparisons.isEmpty()) {
            AnomalyMap map = image.map();
            int most = 0;
            for (int i = 1; i < map.values().length; i++) {
                if (map.values()[i] > map.values()[most]) {
                    most = i;
                }
            }
            Source source = nearest.at(most % map.width(), most / map.width());
            comparisons.add(new Comparison(
                    most % map.width(), most / map.width(), 1, 1, map.values()[most], source, good(source)));
        }
        return comparisons;
    }

    private Optional<RgbImage> good(Source source) {
        Remembered image = source.image();
        return Optional.ofNullable(pictures.get(image.sha256())).map(photographs::original);
    }

    @Override
    public void close() {
        sources.close();
    }
}
