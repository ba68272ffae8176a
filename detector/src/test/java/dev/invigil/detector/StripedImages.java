// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector;

import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.training.ImageSource;
import java.util.List;

/**
 * Good parts for trainings: vertical stripes, four pixels wide, shifted from image to image.
 *
 * @param count how many
 * @param size of their sides
 * @param bright the colour of every second stripe: red, green, blue
 */
public record StripedImages(int count, int size, List<Integer> bright) implements ImageSource {
    private static final int DARK = 60;

    /** Without colour. */
    public static StripedImages grey(int count, int size) {
        return new StripedImages(count, size, List.of(180, 180, 180));
    }

    /** Red stripes. */
    public static StripedImages red(int count, int size) {
        return new StripedImages(count, size, List.of(220, 80, 80));
    }

    @Override
    public RgbImage image(int index) {
        byte[] rgb = new byte[size * size * RgbImage.CHANNELS];
        for (int i = 0; i < rgb.length; i++) {
            int column = i / RgbImage.CHANNELS % size;
            rgb[i] = (byte) ((column + index) % 8 < 4 ? DARK : bright.get(i % RgbImage.CHANNELS));
        }
        return new RgbImage(size, size, rgb);
    }
}
