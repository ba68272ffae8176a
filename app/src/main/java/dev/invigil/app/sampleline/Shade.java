// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.sampleline;

/** The few functions that shaders are made of; plain arithmetic, so the same on every machine. */
final class Shade {
    private Shade() {}

    static double clamp(double value) {
        return value < 0 ? 0 : value > 1 ? 1 : value;
    }

    static double mix(double from, double to, double share) {
        return from + (to - from) * share;
    }

    /** 0 below {@code from}, 1 above {@code to}, smooth between. */
    static double step(double from, double to, double value) {
        double t = clamp((value - from) / (to - from));
        return t * t * (3 - 2 * t);
    }

    /** A bell of height 1 at 0 that is 0 from 1 on. */
    static double bell(double distance) {
        double t = 1 - distance * distance;
        return t <= 0 ? 0 : t * t;
    }

    /** A triangle wave of period 1 from 0 up to 1. */
    static double triangle(double x) {
        double t = x - Math.floor(x);
        return t < 0.5 ? 2 * t : 2 - 2 * t;
    }

    static double length(double x, double y) {
        return Math.sqrt(x * x + y * y);
    }

    /** Distance from a point to the segment a-b. */
    static double segment(double x, double y, double ax, double ay, double bx, double by) {
        double dx = bx - ax;
        double dy = by - ay;
        double t = clamp(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy + 1e-12));
        return length(x - ax - t * dx, y - ay - t * dy);
    }

    /** Signed distance to a rectangle with rounded corners about the origin. */
    static double roundedBox(double x, double y, double halfWidth, double halfHeight, double corner) {
        double dx = Math.abs(x) - halfWidth + corner;
        double dy = Math.abs(y) - halfHeight + corner;
        return length(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - corner;
    }

    /** Value noise on the unit lattice, 0 to 1. */
    static double noise(double x, double y, int seed) {
        int ix = (int) Math.floor(x);
        int iy = (int) Math.floor(y);
        double fx = x - ix;
        double fy = y - iy;
        fx = fx * fx * (3 - 2 * fx);
        fy = fy * fy * (3 - 2 * fy);
        return mix(
                mix(lattice(ix, iy, seed), lattice(ix + 1, iy, seed), fx),
                mix(lattice(ix, iy + 1, seed), lattice(ix + 1, iy + 1, seed), fx),
                fy);
    }

    /** Three octaves of {@link #noise}, 0 to 1. */
    static double clouds(double x, double y, int seed) {
        return (4 * noise(x, y, seed) + 2 * noise(2.03 * x, 2.03 * y, seed + 1) + noise(4.1 * x, 4.1 * y, seed + 2))
                / 7;
    }

    private static double lattice(int x, int y, int seed) {
        int h = x * 0x27d4eb2d ^ y * 0x165667b1 ^ seed * 0x9e3779b9;
        h = (h ^ h >>> 15) * 0x85ebca6b;
        h = (h ^ h >>> 13) * 0xc2b2ae35;
        return ((h ^ h >>> 16) >>> 8) / (double) (1 << 24);
    }
}
