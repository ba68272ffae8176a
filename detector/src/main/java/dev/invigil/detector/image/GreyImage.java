// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

/**
 * An image of one channel, such as a mask.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 * @param grey unsigned samples 0..255, row-major: {@code height * width}. Not copied: whoever makes the image hands
 *     the array over.
 */
@SuppressWarnings("ArrayRecordComponent") // pixels are passed on, never compared or hashed
public record GreyImage(int height, int width, byte[] grey) {
    public GreyImage {
        if (height < 1 || width < 1 || grey.length != Math.multiplyExact(height, width)) {
            throw new IllegalArgumentException(
                    "a grey image of " + height + " x " + width + " cannot have " + grey.length + " samples");
        }
    }

    /** Whether all samples are 0. */
    public boolean isBlack() {
        for (byte sample : grey) {
            if (sample != 0) {
                return false;
            }
        }
        return true;
    }

    /** The image at exactly this size, as the {@code resize} of Pillow 12 gives it. */
    public GreyImage resized(int height, int width, ResizeFilter filter) {
        if (height == this.height && width == this.width) {
            return this;
        }
        return new GreyImage(
                height,
                width,
                PillowResize.resize(grey, this.height, this.width, 1, height, width, filter, ResizeVersion.PILLOW_12));
    }
}
