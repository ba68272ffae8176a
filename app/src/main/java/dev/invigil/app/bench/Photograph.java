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
 * A picture to measure with.
 *
 * @param product that the model knows
 * @param file the encoded bytes
 */
record Photograph(String product, byte[] file) {
    private static final String MASKS = "ground_truth";

    /**
     * Reads pictures of a folder and all below it, but for masks. A picture's product is the folder of that name which it
     * lies in, or the first of the products where there is none.
     *
     * @param most so many at most, drawn by the seed
     */
    static List<Photograph> in(Path folder, List<String> products, int most, long seed) {
        try {
            List<Path> files = new ArrayList<>(ImageFiles.below(folder, (file, reason) -> {}).stream()
                    .filter(Photograph::isNoMask)
                    .sorted(Comparator.comparing(Path::toString))
                    .toList());
            if (files.isEmpty()) {
                throw new OperatorException(
                        "no pictures in " + folder + "; name a folder with JPEG, PNG, BMP or TIFF files");
            }
            Collections.shuffle(files, new Random(seed));
            List<Photograph> photographs = new ArrayList<>();
            for (Path file : files.subList(0, Math.min(most, files.size()))) {
                photographs.add(new Photograph(product(folder.relativize(file), products), Files.readAllBytes(file)));
            }
            return photographs;
        } catch (IOException e) {
            throw new OperatorException("the pictures in " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isNoMask(Path path) {
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
