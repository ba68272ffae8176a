// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import java.util.Objects;

/**
 * A colour image.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 * @param rgb unsigned samples 0..255, row-major, red green blue interleaved: {@code height * width * 3}. Not copied:
 *     whoever makes the image hands the array over.
 */
@SuppressWarnings(
        "ArrayRecordComponent") // pixels are passed on, never compared or hashed; a copy of each frame is not free
public record RgbImage(int height, int width, byte[] rgb) {
    /** Samples per pixel. */
    public static final int CHANNELS = 3;

    public RgbImage {
        if (height < 1 || width < 1 || rgb.length != Math.multiplyExact(Math.multiplyExact(height, width), CHANNELS)) {
            throw new IllegalArgumentException(
                    "an RGB image of " + height + " x " + width + " cannot have " + rgb.length + " samples");
        }
    }

    /** The image at exactly this size (the aspect ratio is not kept), by the bilinear resize of Pillow 12. */
    public RgbImage resized(int height, int width) {
        return resized(height, width, ResizeFilter.BILINEAR);
    }

    /** The image at exactly this size, as the {@code resize} of Pillow 12 gives it. */
    public RgbImage resized(int height, int width, ResizeFilter filter) {
        return resized(height, width, filter, ResizeVersion.PILLOW_12);
    }

    /** The image at exactly this size, as the {@code resize} of that Pillow gives it. */
    public RgbImage resized(int height, int width, ResizeFilter filter, ResizeVersion version) {
        if (height == this.height && width == this.width) {
            return this;
        }
        return new RgbImage(
                height,
                width,
                PillowResize.resize(rgb, this.height, this.width, CHANNELS, height, width, filter, version));
    }

    /**
     * A part of the image.
     *
     * @throws IndexOutOfBoundsException if the part reaches beyond the image
     */
    public RgbImage cropped(int top, int left, int height, int width) {
        Objects.checkFromIndexSize(top, height, this.height);
        Objects.checkFromIndexSize(left, width, this.width);
        byte[] part = new byte[height * width * CHANNELS];
        for (int y = 0; y < height; y++) {
            System.arraycopy(
                    rgb, ((top + y) * this.width + left) * CHANNELS, part, y * width * CHANNELS, width * CHANNELS);
        }
        return new RgbImage(height, width, part);
    }

    /** The largest of the three samples of each pixel: 0 only where all are. */
    public GreyImage strongest() {
        byte[] strongest = new byte[height * width];
        for (int o = 0; o < strongest.length; o++) {
            int i = o * CHANNELS;
            strongest[o] = (byte) Math.max(rgb[i] & 0xff, Math.max(rgb[i + 1] & 0xff, rgb[i + 2] & 0xff));
        }
        return new GreyImage(height, width, strongest);
    }

    /** Brightness as Pillow's {@code convert('L')}: 0.299 red + 0.587 green + 0.114 blue in 16-bit fixed point. */
    public GreyImage toGrey() {
        byte[] grey = new byte[height * width];
        int i = 0;
        for (int o = 0; o < grey.length; o++) {
            int red = rgb[i++] & 0xff;
            int green = rgb[i++] & 0xff;
            int blue = rgb[i++] & 0xff;
            grey[o] = (byte) grey(red, green, blue);
        }
        return new GreyImage(height, width, grey);
    }

    /** Brightness of one pixel as in {@link #toGrey}, 0 to 255. */
    static int grey(int red, int green, int blue) {
        return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
    }
}
