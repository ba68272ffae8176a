// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import dev.invigil.benchmark.dataset.BrokenDataException;
import dev.invigil.benchmark.dataset.DataSet;
import dev.invigil.benchmark.dataset.DataUse;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.PictureDigests;
import dev.invigil.benchmark.dataset.PictureFile;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.benchmark.dataset.TestPhotograph;
import dev.invigil.detector.tensor.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The golden data set: images whose truth the operator has stated. Its folder has one of the layouts of {@code docs/DATASETS.md}.
 *
 * @param images in the order of the data set, training images of a product before its test images
 * @param notes what the operator should know, a line each
 */
public record GoldenData(List<GoldenImage> images, List<String> notes) {
    public GoldenData {
        images = List.copyOf(images);
        notes = List.copyOf(notes);
    }

    /**
     * Reads the folder: every image, for its digest, and whether it can be decoded. An image that cannot be decoded and a product without
     * images are left out, and the notes name them.
     *
     * @throws BrokenDataException listing everything that is wrong with it
     * @throws IOException if the disk fails
     */
    public static GoldenData read(Path folder) throws IOException {
        DataSet data = DataSet.read(folder, Optional.empty(), OptionalInt.empty(), DataUse.READABLE);
        List<Picture> all = new ArrayList<>();
        for (ProductClass product : data.classes()) {
            all.addAll(product.train());
            product.test().forEach(test -> all.add(test.image()));
        }
        requireFiles(folder, all);
        Map<Picture, String> digests = PictureDigests.of(all);
        List<GoldenImage> images = new ArrayList<>();
        for (ProductClass product : data.classes()) {
            for (Picture image : product.train()) {
                images.add(new GoldenImage(
                        new Origin.Golden(relative(folder, image.file()), Optional.empty()),
                        digests.get(image),
                        product.name(),
                        Optional.ofNullable(product.samples().get(image)),
                        true,
                        Truth.good()));
            }
            for (TestPhotograph test : product.test()) {
                images.add(new GoldenImage(
                        new Origin.Golden(relative(folder, test.image().file()), mask(folder, test)),
                        digests.get(test.image()),
                        product.name(),
                        test.sample(),
                        false,
                        test.isGood() ? Truth.good() : new Truth.Defective(test.defect())));
            }
        }
        return new GoldenData(images, data.notes());
    }

    private static void requireFiles(Path folder, List<Picture> images) {
        Optional<Picture> record =
                images.stream().filter(image -> !(image instanceof PictureFile)).findFirst();
        if (record.isPresent()) {
            throw new BrokenDataException(
                    folder,
                    List.of("a golden data set must have one file per image, but " + record.get() + " is not a file"));
        }
    }

    private static Optional<Origin.Mask> mask(Path folder, TestPhotograph test) throws IOException {
        return test.mask().isEmpty()
                ? Optional.empty()
                : Optional.of(new Origin.Mask(
                        relative(folder, test.mask().get()),
                        Sha256.of(test.mask().get())));
    }

    private static String relative(Path folder, Path file) {
        return folder.normalize().relativize(file.normalize()).toString().replace('\\', '/');
    }
}
