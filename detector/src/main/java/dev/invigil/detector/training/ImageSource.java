// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.training;

import dev.invigil.detector.image.RgbImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The training images, all of good parts. */
public interface ImageSource {
    /** The number of images. */
    int count();

    /**
     * One of them.
     *
     * @param index from 0
     * @return the image, prepared as the model's preprocessing says
     * @throws IOException if it cannot be read
     */
    RgbImage image(int index) throws IOException;

    /**
     * Some of them, in this order.
     *
     * @param indices from 0
     * @throws IOException if one cannot be read
     */
    default List<RgbImage> images(int... indices) throws IOException {
        List<RgbImage> images = new ArrayList<>();
        for (int index : indices) {
            images.add(image(index));
        }
        return images;
    }

    /**
     * Where one of them comes from.
     *
     * @param index from 0
     * @throws IOException if it cannot be read
     */
    default Origin origin(int index) throws IOException {
        return new Origin("", Integer.toString(index), "");
    }

    /**
     * An image's origin.
     *
     * @param product that the part is of; empty if it is not known
     * @param name of the file or the frame, as people know it
     * @param sha256 of the image's bytes; empty if it is not known
     */
    record Origin(String product, String name, String sha256) {}
}
