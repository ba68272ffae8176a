// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.sampleline;

import java.util.SplittableRandom;

/** A turned steel flange: disc, raised hub, bore with a keyway, six countersunk bolt holes. */
final class Flange implements Part {
    private static final double OUTER = 0.92;
    private static final double HUB = 0.50;
    private static final double BORE = 0.30;
    private static final double BOLT_CIRCLE = 0.71;
    private static final double BOLT = 0.085;
    private static final int BOLTS = 6;

    @Override
    public void lay(Scene scene, Pose pose, boolean missing, SplittableRandom random) {
        int size = scene.size;
        int seed = random.nextInt();
        int undrilled = missing ? random.nextInt(BOLTS) : BOLTS;
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int i = y * size + x;
                double u = pose.u(x, y);
                double v = pose.v(x, y);
                belt(scene, i, x, y, seed);
                double r = Shade.length(u, v);
                double part = pose.coverage(outline(u, v, undrilled));
                scene.part[i] = part > 0;
                // the shadow falls down and to the right, away from the soft box
                double shadow = outline(u - 0.045, v - 0.055, undrilled);
                scene.shade(i, Shade.mix(1 - 0.75 * Shade.step(0.07, -0.05, shadow), 1, part));
                steel(scene, i, u, v, r, part, seed);
                relief(scene, pose, i, u, v, r, undrilled);
                if (undrilled < BOLTS) {
                    scene.mark(i, pose.coverage(bolt(u, v, undrilled) - 0.035));
                }
            }
        }
    }

    /** Signed distance to the steel's edge, negative in steel. */
    private static double outline(double u, double v, int undrilled) {
        double r = Shade.length(u, v);
        double steel = Math.max(r - OUTER, BORE - r);
        double keyway = Shade.roundedBox(u, v + BORE, 0.055, 0.075, 0.01);
        steel = Math.max(steel, -keyway);
        for (int k = 0; k < BOLTS; k++) {
            if (k != undrilled) {
                steel = Math.max(steel, -bolt(u, v, k));
            }
        }
        return steel;
    }

    private static double bolt(double u, double v, int k) {
        double[][] at = BOLT_CENTRES;
        return Shade.length(u - at[k][0], v - at[k][1]) - BOLT;
    }

    private static final double[][] BOLT_CENTRES = boltCentres();

    private static double[][] boltCentres() {
        double[][] at = new double[BOLTS][];
        for (int k = 0; k < BOLTS; k++) {
            double angle = StrictMath.PI * (2.0 * k / BOLTS + 1.0 / 6);
            at[k] = new double[] {BOLT_CIRCLE * StrictMath.cos(angle), BOLT_CIRCLE * StrictMath.sin(angle)};
        }
        return at;
    }

    private static void belt(Scene scene, int i, int x, int y, int seed) {
        double weave = 0.5 * Shade.triangle((x + y) / 5.0) + 0.5 * Shade.triangle((x - y) / 5.0);
        double dirt = Shade.clouds(x / 40.0, y / 40.0, seed) - 0.5;
        double tone = 0.035 + 0.016 * weave + 0.01 * dirt;
        scene.paint(i, tone * 0.95, tone, tone * 1.12, 1);
        scene.finish(i, 0, 0.25, 0.5, 1);
        scene.height[i] = (float) (0.35 * weave);
    }

    private static void steel(Scene scene, int i, double u, double v, double r, double share, int seed) {
        // turning marks: rings of slightly different reflection, never quite closed
        double rings = Shade.noise(r * 95, 3 * u, seed) - 0.5 + 0.7 * (Shade.noise(r * 210, 5 * v, seed + 7) - 0.5);
        double cloud = Shade.clouds(2.5 * u, 2.5 * v, seed + 3) - 0.5;
        double tone = 0.60 + 0.10 * rings + 0.05 * cloud;
        scene.paint(i, tone, tone * 0.985, tone * 0.955, share);
        scene.finish(i, 0.92, 0, 0.38, share);
        scene.grainX[i] = (float) (-v / (r + 1e-6) * share);
        scene.grainY[i] = (float) (u / (r + 1e-6) * share);
    }

    private static void relief(Scene scene, Pose pose, int i, double u, double v, double r, int undrilled) {
        if (r > OUTER + 0.02 || r < BORE - 0.02) {
            return;
        }
        double px = pose.unit();
        double h = 0;
        h -= 1.0 * px * Math.max(0, r - (OUTER - 0.045)); // outer chamfer
        h += 0.075 * px * Shade.step(HUB + 0.045, HUB - 0.01, r); // fillet up to the hub
        h -= 0.9 * px * Math.max(0, BORE + 0.035 - r); // bore chamfer
        for (int k = 0; k < BOLTS; k++) {
            if (k != undrilled) {
                h -= 0.9 * px * Math.max(0, 0.03 - bolt(u, v, k)); // countersink
            }
        }
        scene.height[i] = (float) h;
        double groove = Shade.bell((r - 0.585) / 0.012);
        scene.height[i] -= (float) (0.9 * groove);
        scene.shade(i, 1 - 0.35 * groove - 0.25 * Shade.bell((r - HUB - 0.035) / 0.05));
    }

    @Override
    public double[] spot(SplittableRandom random) {
        while (true) {
            double u = random.nextDouble(-0.85, 0.85);
            double v = random.nextDouble(-0.85, 0.85);
            double r = Shade.length(u, v);
            if (r > BORE + 0.08 && r < OUTER - 0.1 && outline(u, v, BOLTS) < -0.06) {
                return new double[] {u, v};
            }
        }
    }

    @Override
    public double presence(double u, double v) {
        return -outline(u, v, BOLTS);
    }

    @Override
    public double turn() {
        return 1.2;
    }

    @Override
    public Lighting lighting() {
        return new Lighting(1.5, 0.75, 1.15, -0.5, -0.62, 0.36, 1.0);
    }
}
