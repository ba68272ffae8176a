// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.dataset.DataPlaces;
import dev.invigil.benchmark.dataset.Photographs;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.benchmark.dataset.TestPhotograph;
import dev.invigil.benchmark.evaluate.BundleEvaluation;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.decision.Inspection;
import dev.invigil.detector.decision.ScoredMap;
import dev.invigil.detector.tensor.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Writes two small JPEG files of each image while it is evaluated, about 10 KB each: the image with the outline of the true defect, and the image under
 * its anomaly map. A file is found by the name of its image, see {@link #image} and {@link #heat}. Images without a threshold above 0 have none.
 */
public final class PartImages implements BundleEvaluation.Witness {
    private final Path folder;
    private final DataPlaces places;
    private final Photographs photographs;

    /**
     * @param folder is made when it is missing
     * @param root the data's folder
     */
    public PartImages(ModelBundle bundle, Path root, Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.places = new DataPlaces(root);
        this.photographs = new Photographs(bundle.model().detector().preprocessing());
    }

    @Override
    public void onScored(
            ProductClass product, TestPhotograph photograph, ScoredMap scored, Optional<Inspection> inspection) {
        // colours are relative to the threshold, so they need one above 0
        inspection.filter(made -> made.threshold().threshold().reject() > 0).ifPresent(made -> {
            String place = places.of(photograph.image());
            Thumbnails drawn = Thumbnails.of(
                    made,
                    photographs.original(photograph.image()),
                    photographs.mask(photograph).orElseGet(photographs::none));
            try {
                Files.write(image(folder, place), drawn.image());
                Files.write(heat(folder, place), drawn.heat());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * Where the image of a part is, if it was written.
     *
     * @param place the image's file, relative to the data's folder
     */
    public static Path image(Path folder, String place) {
        return folder.resolve(name(place) + ".jpg");
    }

    /** Where the image under its anomaly map is, if it was written. */
    public static Path heat(Path folder, String place) {
        return folder.resolve(name(place) + "-heat.jpg");
    }

    /** Paths may be longer than file names and contain anything. */
    private static String name(String place) {
        return Sha256.of(place.getBytes(StandardCharsets.UTF_8)).substring(0, 24);
    }
}
