// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.sampleline;

import java.util.SplittableRandom;

/** Puts a defect into a scene: into its relief and materials, so that it takes the light as the part does. */
final class Flaw {
    private final Scene scene;
    private final Pose pose;
    private final Part part;
    private final SplittableRandom random;
    private final double[] spot;

    private Flaw(Scene scene, Pose pose, Part part, SplittableRandom random) {
        this.scene = scene;
        this.pose = pose;
        this.part = part;
        this.random = random;
        this.spot = part.spot(random);
    }

    /** {@link DefectKind#MISSING} is laid by the part itself. */
    static void add(DefectKind kind, Scene scene, Pose pose, Part part, SplittableRandom random) {
        Flaw flaw = new Flaw(scene, pose, part, random);
        switch (kind) {
            case SCRATCH -> flaw.scratch();
            case DENT -> flaw.dent();
            case CRACK -> flaw.crack();
            case STAIN -> flaw.stain();
            case FOREIGN -> flaw.foreign();
            case MISSING -> {}
        }
    }

    private interface Brush {
        /** Touches pixel {@code i} at the given part coordinates. */
        void touch(int i, double u, double v);
    }

    private void everywhere(Brush brush) {
        for (int y = 0; y < scene.size; y++) {
            for (int x = 0; x < scene.size; x++) {
                double u = pose.u(x, y);
                double v = pose.v(x, y);
                if (part.presence(u, v) > 0) {
                    brush.touch(y * scene.size + x, u, v);
                }
            }
        }
    }

    private void scratch() {
        double[][] line = wander(spot[0], spot[1], random.nextDouble(0.75, 1.05), 9, 0.10);
        int seed = random.nextInt();
        double width = random.nextDouble(0.026, 0.036);
        everywhere((i, u, v) -> {
            double distance = distance(line, u, v) + 0.006 * (Shade.noise(u * 60, v * 60, seed) - 0.5);
            double core = Shade.bell(distance / width);
            scene.paint(i, 0.95, 0.94, 0.9, 0.9 * Shade.bell((distance - 1.3 * width) / (0.8 * width)));
            scene.paint(i, 0.03, 0.03, 0.035, 0.95 * core);
            scene.height[i] -= (float) (0.7 * core);
            scene.mark(i, Shade.step(2.1 * width, 1.8 * width, distance));
        });
    }

    private void dent() {
        double radius = random.nextDouble(0.28, 0.36);
        double squash = random.nextDouble(0.7, 1);
        int seed = random.nextInt();
        everywhere((i, u, v) -> {
            double du = u - spot[0];
            double dv = (v - spot[1]) / squash;
            double t = Shade.length(du, dv) / radius * (0.85 + 0.3 * Shade.noise(u * 9, v * 9, seed));
            double dip = Shade.bell(t);
            scene.height[i] -= (float) (pose.unit() * 0.2 * dip);
            scene.shade(i, 1 - 0.8 * dip);
            scene.mark(i, Shade.step(0.85, 0.75, t));
        });
    }

    private void crack() {
        double[][] main = wander(spot[0], spot[1], random.nextDouble(0.7, 0.95), 8, 0.55);
        double[] fork = main[3 + random.nextInt(3)];
        double[][] branch = wander(fork[0], fork[1], random.nextDouble(0.35, 0.5), 5, 0.6);
        everywhere((i, u, v) -> {
            double distance = Math.min(distance(main, u, v), distance(branch, u, v) + 0.004);
            double core = Shade.bell(distance / 0.036);
            scene.paint(i, 0.015, 0.013, 0.012, 0.97 * core);
            scene.paint(i, 0.9, 0.88, 0.82, 0.45 * Shade.bell((distance - 0.058) / 0.02));
            scene.finish(i, 0, 0, 0.5, core);
            scene.height[i] += (float) (0.35 * Shade.bell((distance - 0.055) / 0.03));
            scene.mark(i, Shade.step(0.085, 0.075, distance));
        });
    }

    private void stain() {
        double radius = random.nextDouble(0.27, 0.36);
        int seed = random.nextInt();
        everywhere((i, u, v) -> {
            double du = u - spot[0];
            double dv = v - spot[1];
            double t = Shade.length(du, dv) / radius + 0.9 * (Shade.clouds(u * 5, v * 5, seed) - 0.5);
            double wet = Shade.step(1, 0.86, t);
            double tide = Shade.bell((t - 0.93) / 0.1);
            scene.paint(i, 0.17, 0.085, 0.025, 0.85 * wet + 0.1 * tide);
            scene.finish(i, 0.15, 0.7, 0.15, 0.7 * wet);
            scene.mark(i, Shade.step(1.0, 0.95, t));
        });
    }

    private void foreign() {
        double[][] fibre = wander(spot[0], spot[1], random.nextDouble(0.5, 0.7), 14, 0.9);
        double angle = random.nextDouble(2 * StrictMath.PI);
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        double length = random.nextDouble(0.17, 0.23);
        int seed = random.nextInt();
        everywhere((i, u, v) -> {
            double du = (u - spot[0]) * cos + (v - spot[1]) * sin;
            double dv = (v - spot[1]) * cos - (u - spot[0]) * sin;
            double ragged = 0.05 * (Shade.noise(u * 14, v * 14, seed) - 0.5);
            double shred = Shade.roundedBox(du, dv, length, length * 0.45, 0.02) + ragged;
            double hair = distance(fibre, u, v) - 0.010;
            double shade = Math.min(
                    Shade.roundedBox(du - 0.02, dv - 0.02, length, length * 0.45, 0.02) + ragged,
                    distance(fibre, u - 0.014, v - 0.017) - 0.012);
            scene.shade(i, 1 - 0.55 * Shade.step(0.025, -0.01, shade));
            double onHair = pose.coverage(hair);
            scene.paint(i, 0.02, 0.02, 0.025, onHair);
            scene.finish(i, 0, 0.2, 0.4, onHair);
            double onShred = pose.coverage(shred);
            scene.paint(i, 0.03, 0.16, 0.52, onShred);
            scene.finish(i, 0, 0.8, 0.1, onShred);
            scene.light[i] = (float) Shade.mix(scene.light[i], 1, onShred);
            scene.height[i] = (float) Shade.mix(scene.height[i], 3 * Shade.noise(u * 8, v * 8, seed + 1), onShred);
            scene.mark(i, pose.coverage(Math.min(hair, shred)));
        });
    }

    /** A line of {@code joints} joints through a point, turning by up to {@code turn} radians at each. */
    private double[][] wander(double u, double v, double length, int joints, double turn) {
        double angle = random.nextDouble(2 * StrictMath.PI);
        double stride = length / (joints - 1);
        double[][] points = new double[joints][];
        double x = u - StrictMath.cos(angle) * length / 2;
        double y = v - StrictMath.sin(angle) * length / 2;
        for (int k = 0; k < joints; k++) {
            points[k] = new double[] {x, y};
            angle += random.nextDouble(-turn, turn);
            x += stride * StrictMath.cos(angle);
            y += stride * StrictMath.sin(angle);
        }
        return points;
    }

    private static double distance(double[][] line, double u, double v) {
        double nearest = Double.MAX_VALUE;
        for (int k = 1; k < line.length; k++) {
            nearest = Math.min(nearest, Shade.segment(u, v, line[k - 1][0], line[k - 1][1], line[k][0], line[k][1]));
        }
        return nearest;
    }
}
