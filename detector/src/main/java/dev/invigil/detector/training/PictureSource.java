// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.training;

import java.io.IOException;

/** The pictures to learn from, all good. */
public interface PictureSource {
    /** How many there are. */
    int count();

    /**
     * One of them.
     *
     * @param index from 0
     * @return {@code size * size * 3} bytes: rows from the top, RGB, already of the recipe's size
     * @throws IOException if it cannot be read
     */
    byte[] picture(int index) throws IOException;
}
