// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.sampleline;

import java.util.SplittableRandom;

/** A crown cap from above: 21 flutes, red lacquer, a gold ring and a white star in print. */
final class Cap implements Part {
    private static final int FLUTES = 21;
    private static final double RIM = 0.86;
    private static final double SHOULDER = 0.62;
    private static final double[][] STAR = star(0.36, 0.155);

    @Override
    public void lay(Scene scene, Pose pose, boolean missing, SplittableRandom random) {
        int size = scene.size;
        int seed = random.nextInt();
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int i = y * size + x;
                double u = pose.u(x, y);
                double v = pose.v(x, y);
                belt(scene, i, x, y, seed);
                double part = pose.coverage(outline(u, v));
                scene.part[i] = part > 0;
                double shadow = outline(u - 0.05, v - 0.06);
                scene.shade(i, Shade.mix(1 - 0.55 * Shade.step(0.12, -0.06, shadow), 1, part));
                if (part > 0) {
                    lacquer(scene, i, u, v, part, seed);
                    print(scene, pose, i, u, v, missing);
                    relief(scene, pose, i, u, v, seed);
                }
            }
        }
    }

    private static double outline(double u, double v) {
        return Shade.length(u, v) - RIM - 0.04 * flute(u, v);
    }

    /** cos(21 θ) as the real part of a power: no trigonometry, the same on every machine. */
    private static double flute(double u, double v) {
        double r = Shade.length(u, v) + 1e-9;
        double x = u / r;
        double y = v / r;
        double px = 1;
        double py = 0;
        for (int bit = Integer.highestOneBit(FLUTES); bit > 0; bit >>= 1) {
            double sx = px * px - py * py;
            py = 2 * px * py;
            px = sx;
            if ((FLUTES & bit) != 0) {
                double mx = px * x - py * y;
                py = px * y + py * x;
                px = mx;
            }
        }
        return px;
    }

    private static void belt(Scene scene, int i, int x, int y, int seed) {
        double tone = 0.42
                + 0.05 * (Shade.clouds(x / 55.0, y / 55.0, seed) - 0.5)
                + 0.02 * (Shade.noise(x / 1.4, y / 9.0, seed) - 0.5);
        scene.paint(i, tone * 0.97, tone, tone * 1.01, 1);
        scene.finish(i, 0, 0.1, 0.5, 1);
    }

    private static void lacquer(Scene scene, int i, double u, double v, double share, int seed) {
        double peel = 1 + 0.06 * (Shade.clouds(9 * u, 9 * v, seed + 2) - 0.5);
        scene.paint(i, 0.50 * peel, 0.028 * peel, 0.035 * peel, share);
        scene.finish(i, 0.05, 0.9, 0.16, share);
    }

    private static void print(Scene scene, Pose pose, int i, double u, double v, boolean missing) {
        double r = Shade.length(u, v);
        double ring = pose.coverage(Math.abs(r - 0.50) - 0.028);
        scene.paint(i, 0.62, 0.40, 0.12, ring);
        scene.metal[i] = (float) Shade.mix(scene.metal[i], 0.35, ring);
        double hairline = pose.coverage(Math.abs(r - 0.445) - 0.007);
        scene.paint(i, 0.78, 0.75, 0.70, hairline);
        double star = pose.coverage(polygon(u, v, STAR));
        if (missing) {
            scene.mark(i, star);
        } else {
            scene.paint(i, 0.80, 0.78, 0.73, star);
        }
    }

    private static void relief(Scene scene, Pose pose, int i, double u, double v, int seed) {
        double r = Shade.length(u, v);
        double down = Math.max(0, r - SHOULDER);
        double skirt = Shade.step(SHOULDER, SHOULDER + 0.12, r);
        double profile = -0.55 * down * down / 0.24 - 0.35 * skirt * down;
        double wave = skirt * 0.042 * flute(u, v) * (0.5 + 2.5 * down);
        double press = 0.008 * Shade.bell((r - 0.575) / 0.03);
        double ripple = 0.006 * Shade.clouds(2 * u, 2 * v, seed + 9);
        scene.height[i] = (float) (pose.unit() * (profile + wave + press + ripple));
        scene.shade(i, 1 - 0.35 * skirt * Shade.step(0.3, -0.9, flute(u, v)) - 0.25 * Shade.step(0.74, 0.9, r));
    }

    private static double[][] star(double outer, double inner) {
        double[][] points = new double[10][];
        for (int k = 0; k < 10; k++) {
            double angle = StrictMath.PI * (k / 5.0 - 0.5);
            double r = k % 2 == 0 ? outer : inner;
            points[k] = new double[] {r * StrictMath.cos(angle), r * StrictMath.sin(angle)};
        }
        return points;
    }

    /** Signed distance to a closed polygon, negative inside. */
    private static double polygon(double x, double y, double[][] points) {
        double nearest = Double.MAX_VALUE;
        boolean inside = false;
        for (int k = 0, j = points.length - 1; k < points.length; j = k++) {
            double[] a = points[k];
            double[] b = points[j];
            nearest = Math.min(nearest, Shade.segment(x, y, a[0], a[1], b[0], b[1]));
            if (a[1] > y != b[1] > y && x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]) {
                inside = !inside;
            }
        }
        return inside ? -nearest : nearest;
    }

    @Override
    public double[] spot(SplittableRandom random) {
        while (true) {
            double u = random.nextDouble(-0.6, 0.6);
            double v = random.nextDouble(-0.6, 0.6);
            if (Shade.length(u, v) < 0.6) {
                return new double[] {u, v};
            }
        }
    }

    @Override
    public double presence(double u, double v) {
        return -outline(u, v);
    }

    @Override
    public double turn() {
        return 1;
    }

    @Override
    public Lighting lighting() {
        return new Lighting(2.4, 0.62, 0.9, -0.5, -0.6, 0.25, 1.0);
    }
}
