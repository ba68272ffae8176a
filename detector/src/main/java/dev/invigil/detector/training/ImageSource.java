// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.training;

import dev.invigil.detector.image.RgbImage;
import java.io.IOException;

/** The images to learn from, all good. */
public interface ImageSource {
    /** How many there are. */
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
