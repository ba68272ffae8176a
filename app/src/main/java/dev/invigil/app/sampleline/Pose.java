// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.sampleline;

import java.util.SplittableRandom;

/**
 * Position of the part in the image.
 *
 * @param x pixel of the part's centre
 * @param y pixel of the part's centre
 * @param unit pixels of one unit of part coordinates; parts reach about from -1 to 1
 * @param cos of the turn
 * @param sin of the turn
 */
record Pose(double x, double y, double unit, double cos, double sin) {

    /** About the middle: a shift of up to 0.6 % of the image, a turn of up to {@code turn} degrees, up to half a percent in size. */
    static Pose jittered(int size, double turn, SplittableRandom random) {
        double angle = StrictMath.toRadians(random.nextDouble(-turn, turn));
        return new Pose(
                size * (0.5 + random.nextDouble(-0.006, 0.006)),
                size * (0.5 + random.nextDouble(-0.006, 0.006)),
                size * 0.46 * (1 + random.nextDouble(-0.005, 0.005)),
                StrictMath.cos(angle),
                StrictMath.sin(angle));
    }

    /** Part coordinate to the right of the pixel's middle. */
    double u(int px, int py) {
        return ((px + 0.5 - x) * cos + (py + 0.5 - y) * sin) / unit;
    }

    /** Part coordinate downwards. */
    double v(int px, int py) {
        return ((py + 0.5 - y) * cos - (px + 0.5 - x) * sin) / unit;
    }

    /** How much of the pixel lies inside an edge that is {@code distance} part units away, negative inside: 0 to 1. */
    double coverage(double distance) {
        return Shade.clamp(0.5 - distance * unit / 1.3);
    }
}
