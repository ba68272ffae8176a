// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.verdict;

/**
 * Figures of the image at the size of the model's input, which change with the light, the exposure and the focus.
 *
 * @param brightness mean brightness, 0 (black) to 255 (white)
 * @param sharpness variance of the Laplacian of the brightness, at least 0; the greater, the sharper
 */
public record Imaging(double brightness, double sharpness) {
    public Imaging {
        if (!(brightness >= 0 && brightness <= 255) || !(sharpness >= 0) || !Double.isFinite(sharpness)) {
            throw new IllegalArgumentException(
                    "an image has a brightness of 0 to 255 and a sharpness of at least 0, but these are " + brightness
                            + " and " + sharpness);
        }
    }
}
