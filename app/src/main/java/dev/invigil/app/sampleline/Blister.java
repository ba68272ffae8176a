// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.sampleline;

import java.util.SplittableRandom;

/** A blister pack: twelve tablets under clear domes on embossed foil. */
final class Blister implements Part {
    private static final double HALF_WIDTH = 0.97;
    private static final double HALF_HEIGHT = 0.78;
    private static final int COLUMNS = 4;
    private static final int ROWS = 3;
    private static final double PITCH_X = 0.455;
    private static final double PITCH_Y = 0.475;
    private static final double DOME = 0.195;
    private static final double TABLET = 0.145;

    @Override
    public void lay(Scene scene, Pose pose, boolean missing, SplittableRandom random) {
        int size = scene.size;
        int seed = random.nextInt();
        int empty = missing ? random.nextInt(COLUMNS * ROWS) : -1;
        double[] restX = new double[COLUMNS * ROWS];
        double[] restY = new double[COLUMNS * ROWS];
        double[] scoreX = new double[COLUMNS * ROWS];
        for (int k = 0; k < restX.length; k++) {
            restX[k] = random.nextDouble(-0.010, 0.010);
            restY[k] = random.nextDouble(-0.010, 0.010);
            scoreX[k] = random.nextDouble(-0.25, 0.25);
        }
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int i = y * size + x;
                double u = pose.u(x, y);
                double v = pose.v(x, y);
                belt(scene, i, x, y, seed);
                double edge = Shade.roundedBox(u, v, HALF_WIDTH, HALF_HEIGHT, 0.1);
                double part = pose.coverage(edge);
                scene.part[i] = part > 0;
                double shadow = Shade.roundedBox(u - 0.03, v - 0.04, HALF_WIDTH, HALF_HEIGHT, 0.1);
                scene.shade(i, Shade.mix(1 - 0.6 * Shade.step(0.05, -0.03, shadow), 1, part));
                if (part == 0) {
                    continue;
                }
                foil(scene, pose, i, u, v, part, seed);
                int column = nearest(u, PITCH_X, COLUMNS);
                int row = nearest(v, PITCH_Y, ROWS);
                int k = row * COLUMNS + column;
                double cu = u - centre(column, PITCH_X, COLUMNS);
                double cv = v - centre(row, PITCH_Y, ROWS);
                pocket(scene, pose, i, cu, cv);
                if (k != empty) {
                    tablet(scene, pose, i, cu - restX[k], cv - restY[k], scoreX[k], seed + k);
                } else {
                    scene.mark(i, pose.coverage(Shade.length(cu, cv) - TABLET));
                }
                dome(scene, pose, i, cu, cv);
            }
        }
    }

    private static int nearest(double x, double pitch, int count) {
        int n = (int) Math.floor(x / pitch + count / 2.0);
        return Math.max(0, Math.min(count - 1, n));
    }

    private static double centre(int n, double pitch, int count) {
        return (n + 0.5 - count / 2.0) * pitch;
    }

    private static void belt(Scene scene, int i, int x, int y, int seed) {
        double tone = 0.05
                + 0.02 * (Shade.clouds(x / 30.0, y / 30.0, seed) - 0.5)
                + 0.012 * Shade.noise(x / 1.6, y / 1.6, seed);
        scene.paint(i, tone * 0.55, tone * 1.0, tone * 1.15, 1);
        scene.finish(i, 0, 0.2, 0.5, 1);
    }

    private static void foil(Scene scene, Pose pose, int i, double u, double v, double share, int seed) {
        double emboss = Shade.triangle((u + v) * 19) * Shade.triangle((u - v) * 19);
        double crumple = Shade.clouds(u * 3, v * 3, seed + 5);
        double tone = 0.74 + 0.06 * crumple;
        scene.paint(i, tone, tone, tone * 1.02, share);
        scene.finish(i, 0.62, 0.15, 0.35, share);
        // the sealed rim is flat, the field embossed
        double field = Shade.step(0.0, -0.07, Shade.roundedBox(u, v, HALF_WIDTH - 0.05, HALF_HEIGHT - 0.05, 0.08));
        scene.height[i] = (float) (pose.unit() * (0.012 * emboss * field + 0.035 * crumple));
    }

    /** The foil below a dome: deeper, so darker. */
    private static void pocket(Scene scene, Pose pose, int i, double cu, double cv) {
        double r = Shade.length(cu, cv);
        double inside = pose.coverage(r - DOME);
        if (inside > 0) {
            scene.height[i] *= (float) (1 - inside);
            scene.paint(i, 0.42, 0.43, 0.46, inside * 0.85);
            scene.finish(i, 0.25, 0.5, 0.3, inside);
            double towardsLight = -(cu + cv) / (DOME * 1.4);
            scene.shade(i, 1 - inside * (0.28 + 0.22 * towardsLight));
        }
    }

    private static void tablet(Scene scene, Pose pose, int i, double cu, double cv, double lean, int seed) {
        double r = Shade.length(cu, cv);
        double shadow = Shade.length(cu - 0.022, cv - 0.026) - TABLET;
        double inside = pose.coverage(r - TABLET);
        scene.shade(i, Shade.mix(1 - 0.5 * Shade.step(0.03, -0.02, shadow), 1, inside));
        if (inside == 0) {
            return;
        }
        // its own shading, since the relief plane belongs to the dome above it
        double slope = Shade.step(0.6 * TABLET, TABLET, r);
        double facing = 1 - slope * (0.34 + 0.42 * (cu + cv) / TABLET);
        double score = Shade.bell((cu - lean * cv) / 0.016) * Shade.step(TABLET * 0.95, TABLET * 0.8, r);
        double lit = (facing - 0.30 * score) * (1 + 0.07 * (Shade.noise(cu * 90, cv * 90, seed) - 0.5));
        scene.paint(i, 0.83 * lit, 0.50 * lit, 0.36 * lit, inside);
        scene.finish(i, 0, 0.5, 0.2, inside);
        scene.light[i] = (float) Shade.mix(scene.light[i], 1, inside);
    }

    private static void dome(Scene scene, Pose pose, int i, double cu, double cv) {
        double t = Shade.length(cu, cv) / DOME;
        if (t < 1.12) {
            double rise = t < 1 ? Math.sqrt(1 - 0.86 * t * t) : Math.sqrt(0.14) * Shade.clamp((1.12 - t) / 0.12);
            scene.height[i] += (float) (pose.unit() * 0.11 * rise);
            scene.gloss[i] = (float) Math.max(scene.gloss[i], 0.95);
            scene.rough[i] = 0.03f;
        }
    }

    @Override
    public double[] spot(SplittableRandom random) {
        return new double[] {random.nextDouble(-0.75, 0.75), random.nextDouble(-0.58, 0.58)};
    }

    @Override
    public double presence(double u, double v) {
        return -Shade.roundedBox(u, v, HALF_WIDTH, HALF_HEIGHT, 0.1);
    }

    @Override
    public double turn() {
        return 0.6;
    }

    @Override
    public Lighting lighting() {
        return new Lighting(0.0, 0.8, 2.6, -0.62, -0.66, 0.50, 0.92);
    }
}
