// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import static dev.invigil.detector.image.RgbImage.CHANNELS;

/** Where a TIFF's first row and column belong: the values 1 to 8 of its tag {@code Orientation}, in their order. */
enum Orientation {
    UPRIGHT(false, false, false),
    MIRRORED(false, true, false),
    UPSIDE_DOWN(true, true, false),
    FLIPPED(true, false, false),
    TRANSPOSED(false, false, true),
    TURNED_RIGHT(true, false, true),
    TRANSVERSED(true, true, true),
    TURNED_LEFT(false, true, true);

    private final boolean fromBottom;
    private final boolean fromRight;
    private final boolean swapsAxes;

    Orientation(boolean fromBottom, boolean fromRight, boolean swapsAxes) {
        this.fromBottom = fromBottom;
        this.fromRight = fromRight;
        this.swapsAxes = swapsAxes;
    }

    /** By the tag's value; other values than 2 to 8 mean upright, as Pillow takes them. */
    static Orientation of(long value) {
        return value >= 1 && value <= values().length ? values()[(int) value - 1] : UPRIGHT;
    }

    /** The image as it is to be seen, as Pillow's {@code ImageOps.exif_transpose} gives it. */
    RgbImage applied(RgbImage stored) {
        if (this == UPRIGHT) {
            return stored;
        }
        int height = swapsAxes ? stored.width() : stored.height();
        int width = swapsAxes ? stored.height() : stored.width();
        byte[] rgb = new byte[stored.rgb().length];
        int o = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int row = swapsAxes ? x : y;
                int column = swapsAxes ? y : x;
                int from = ((fromBottom ? stored.height() - 1 - row : row) * stored.width()
                                + (fromRight ? stored.width() - 1 - column : column))
                        * CHANNELS;
                rgb[o++] = stored.rgb()[from];
                rgb[o++] = stored.rgb()[from + 1];
                rgb[o++] = stored.rgb()[from + 2];
            }
        }
        return new RgbImage(height, width, rgb);
    }
}
