// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.bench;

import dev.invigil.benchmark.dataset.ImageFiles;
import dev.invigil.kit.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * An image to measure with.
 *
 * @param product that the model knows
 * @param file the encoded bytes
 */
record BenchImage(String product, byte[] file) {
    private static final String MASKS = "ground_truth";

    /**
     * Reads the images of a folder and its subfolders, without masks. The product of an image is the name of a parent folder, or the
     * first product if no parent folder is named after one.
     *
     * @param most maximum number of images, drawn at random with the seed
     */
    static List<BenchImage> in(Path folder, List<String> products, int most, long seed) {
        try {
            List<Path> files = new ArrayList<>(ImageFiles.below(folder, (file, reason) -> {}).stream()
                    .filter(BenchImage::isNotMask)
                    .sorted(Comparator.comparing(Path::toString))
                    .toList());
            if (files.isEmpty()) {
                throw new OperatorException(
                        "no images in " + folder + "; name a folder with JPEG, PNG, BMP, TIFF or WebP files");
            }
            Collections.shuffle(files, new Random(seed));
            List<BenchImage> images = new ArrayList<>();
            for (Path file : files.subList(0, Math.min(most, files.size()))) {
                images.add(new BenchImage(product(folder.relativize(file), products), Files.readAllBytes(file)));
            }
            return images;
        } catch (IOException e) {
            throw new OperatorException("the images in " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isNotMask(Path path) {
        for (Path part : path) {
            if (part.toString().equals(MASKS)) {
                return false;
            }
        }
        return true;
    }

    private static String product(Path relative, List<String> products) {
        for (Path part : relative) {
            if (products.contains(part.toString())) {
                return part.toString();
            }
        }
        return products.get(0);
    }
}
