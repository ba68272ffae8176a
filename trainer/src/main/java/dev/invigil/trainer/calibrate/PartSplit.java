// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.calibrate;

import dev.invigil.benchmark.dataset.BrokenDataException;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.detector.bundle.TrainingPictures;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.decision.GoodParts;
import dev.invigil.detector.decision.SplitConformal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Good parts of all products, split into those that train and those that calibrate. A part is known by its content, and by its part id
 * where the data has one, never by its path: an image that is there twice counts once, all views of a part are on one side, and an image
 * that two products have is on the same side in both. So nothing that is held out was trained on.
 */
public final class PartSplit {
    private PartSplit() {}

    /**
     * @param data products without training images are ignored
     * @param digests of all training images
     * @param share of the parts that calibrate
     * @param rates for which the held-out parts must be enough
     * @return by class, in the order of the data
     * @throws BrokenDataException listing the classes that have too few parts
     */
    public static Map<String, GoodParts<Picture>> of(
            List<ProductClass> data, Map<Picture, String> digests, double share, long seed, FalseRejectRates rates) {
        Map<String, GoodParts<Picture>> parts = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        Set<String> trained = new HashSet<>();
        Set<String> heldOut = new HashSet<>();
        for (ProductClass product : data) {
            List<Picture> images = distinct(product.train(), digests);
            if (images.size() >= 2) {
                GoodParts<Picture> split = GoodParts.split(
                        images,
                        image -> part(product, image, digests),
                        new GoodParts.Sides<>(
                                image -> trained.contains(digests.get(image)),
                                image -> heldOut.contains(digests.get(image))),
                        share,
                        seed);
                split.training().list().forEach(image -> trained.add(digests.get(image)));
                split.calibration().list().forEach(image -> heldOut.add(digests.get(image)));
                parts.put(product.name(), split);
                long different = images.stream()
                        .map(image -> part(product, image, digests))
                        .distinct()
                        .count();
                check(product.name(), split, different, rates, problems);
            } else if (images.size() == 1) {
                problems.add(product.name()
                        + ": only one image of a good part (copies count once); training needs at least two, one of them"
                        + " to calibrate with");
            }
        }
        if (parts.isEmpty() && problems.isEmpty()) {
            problems.add(
                    "no product has images of good parts to train on; add images of good parts to the folder that --data names");
        }
        if (!problems.isEmpty()) {
            throw new BrokenDataException("training data", problems);
        }
        return parts;
    }

    private static void check(
            String product, GoodParts<Picture> split, long parts, FalseRejectRates rates, List<String> problems) {
        if (split.training().list().isEmpty()) {
            problems.add(product
                    + ": all its images are copies of images that are held out for other products, so none is left to train on;"
                    + " give it images of its own");
        }
        Calibration.refusal(split.calibration().list().size(), rates)
                .ifPresent(reason -> problems.add(product + ": " + reason + largerShare(parts)));
    }

    /** The other remedy: to hold out more of the parts there are, if one is left to train on then. */
    private static String largerShare(long parts) {
        int least = SplitConformal.LEAST_PARTS;
        return parts <= least
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", or hold out %d of the %d with --calibration-share %.2f",
                        least,
                        parts,
                        Math.ceil(100.0 * least / parts) / 100);
    }

    /** The first of each content, in their order. */
    private static List<Picture> distinct(List<Picture> images, Map<Picture, String> digests) {
        Set<String> seen = new HashSet<>();
        return images.stream().filter(image -> seen.add(digests.get(image))).toList();
    }

    /**
     * What may not calibrate a model that was trained on the training side of a split: these images, and all other views of their parts.
     *
     * @param parts as {@link #of} has split the data
     */
    public static TrainingPictures trained(
            List<ProductClass> data, Map<String, GoodParts<Picture>> parts, Map<Picture, String> digests) {
        List<String> trained = new ArrayList<>();
        for (ProductClass product : data) {
            if (parts.containsKey(product.name())) {
                for (Picture image : parts.get(product.name()).training().list()) {
                    trained.add(digests.get(image));
                    trained.add(part(product, image, digests));
                }
            }
        }
        return TrainingPictures.of(trained);
    }

    /** The digest that stands for an image's part. An image whose part the data does not name counts as a separate part. */
    static String part(ProductClass product, Picture image, Map<Picture, String> digests) {
        String sample = product.samples().get(image);
        return sample == null ? digests.get(image) : TrainingPictures.ofPart(product.name(), sample);
    }
}
