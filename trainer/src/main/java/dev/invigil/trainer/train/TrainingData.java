// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.train;

import dev.invigil.benchmark.dataset.BrokenDataException;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.PictureDigests;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.detector.bundle.TrainingPictures;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.decision.GoodParts;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.trainer.calibrate.PartSplit;
import java.io.File;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The good parts of a training, split into those that train and those that calibrate: drawn by a seed ({@link #drawn}), or given, for
 * example by a snapshot.
 *
 * @param parts by product
 * @param order all images, in the order of their folders, where neighbours are alike
 * @param trained which images and parts may not calibrate the model
 * @param digest names the data, for the bundle's provenance
 * @param names of images that people know by another name than their file's, such as a frame's id
 */
public record TrainingData(
        Map<String, GoodParts<Picture>> parts,
        List<Picture> order,
        TrainingPictures trained,
        String digest,
        Map<Picture, String> names) {
    public TrainingData {
        names = Map.copyOf(names);
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
        order = List.copyOf(order);
        Objects.requireNonNull(trained, "trained");
        if (!Sha256.isDigest(digest)) {
            throw new IllegalArgumentException("not a SHA-256 digest: " + digest);
        }
    }

    /** Images that are known by the names of their files. */
    public TrainingData(
            Map<String, GoodParts<Picture>> parts, List<Picture> order, TrainingPictures trained, String digest) {
        this(parts, order, trained, digest, Map.of());
    }

    /** The name of an image, without the folders that it is in. */
    public String name(Picture image) {
        String text = image.toString();
        return names.getOrDefault(image, text.substring(text.lastIndexOf(File.separatorChar) + 1));
    }

    /**
     * Splits the training images of a data set by chance.
     *
     * @param data products without training images are ignored
     * @param share of the parts that calibrate
     * @param rates for which the calibration parts must be enough
     * @throws BrokenDataException listing the products that have too few parts
     * @throws IOException if an image cannot be read
     */
    public static TrainingData drawn(List<ProductClass> data, double share, long seed, FalseRejectRates rates)
            throws IOException {
        Map<Picture, String> digests = PictureDigests.of(data);
        Map<String, GoodParts<Picture>> parts = PartSplit.of(data, digests, share, seed, rates);
        return new TrainingData(
                parts,
                List.copyOf(digests.keySet()),
                PartSplit.trained(data, parts, digests),
                PictureDigests.together(data, digests));
    }
}
