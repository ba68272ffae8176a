// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.training;

import dev.invigil.detector.image.RgbImage;
import java.io.IOException;

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
}
