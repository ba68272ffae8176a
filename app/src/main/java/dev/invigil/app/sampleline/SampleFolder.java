// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.sampleline;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Writes the sample line as a folder in the MVTec layout, which the trainer reads: {@code PRODUCT/train/good}, {@code
 * PRODUCT/test/good}, {@code PRODUCT/test/DEFECT} and {@code PRODUCT/ground_truth/DEFECT/NNN_mask.png}.
 *
 * @param train good parts per product to train and calibrate on
 * @param testGood good parts per product to test on; no part of {@code train} among them
 * @param testDefective parts per product and defect
 */
public record SampleFolder(SampleLine line, int train, int testGood, int testDefective) {

    /** Fills an existing or new folder; files of the same names are overwritten. Renders on all cores. */
    public void write(Path root) throws IOException {
        try {
            for (Product product : Product.values()) {
                Path folder = root.resolve(product.id());
                each(train, n -> writeImage(folder.resolve("train/good"), n, line.good(product, n)));
                each(testGood, n -> writeImage(folder.resolve("test/good"), n, line.good(product, train + n)));
                for (DefectKind defect : DefectKind.values()) {
                    each(testDefective, n -> {
                        Sample sample = line.defective(product, defect, n);
                        writeImage(folder.resolve("test").resolve(defect.id()), n, sample);
                        writeMask(folder.resolve("ground_truth").resolve(defect.id()), n, sample);
                    });
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** What is done for one number. */
    private interface Step {
        void take(int number) throws IOException;
    }

    private static void each(int count, Step step) {
        IntStream.range(0, count).parallel().forEach(number -> {
            try {
                step.take(number);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void writeImage(Path folder, int number, Sample sample) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve(name(number) + ".jpg"), sample.jpeg());
    }

    private static void writeMask(Path folder, int number, Sample sample) throws IOException {
        Files.createDirectories(folder);
        try (OutputStream out = Files.newOutputStream(folder.resolve(name(number) + "_mask.png"))) {
            ImageIO.write(sample.mask(), "png", out);
        }
    }

    private static String name(int number) {
        return String.format(Locale.ROOT, "%03d", number);
    }
}
