// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.sampleline;

import java.awt.image.BufferedImage;
import java.util.SplittableRandom;

/** Takes the image of a scene: light, lens, sensor. */
final class Camera {
    private static final int GAMMA_STEPS = 4096;
    private static final int[] GAMMA = new int[GAMMA_STEPS + 1];

    static {
        for (int i = 0; i <= GAMMA_STEPS; i++) {
            GAMMA[i] = (int) StrictMath.round(255 * StrictMath.pow(i / (double) GAMMA_STEPS, 1 / 2.2));
        }
    }

    private Camera() {}

    /** One exposure; {@code random} is its noise, its focus and the drift of the lamp. */
    static BufferedImage take(Scene scene, Lighting lighting, SplittableRandom random) {
        int size = scene.size;
        float[][] light = lit(scene, lighting, random);
        double focus = random.nextDouble(0.45, 0.75);
        for (float[] plane : light) {
            blur(plane, size, focus);
        }
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        int[] pixels = new int[size * size];
        for (int i = 0; i < pixels.length; i++) {
            float common = grain(random);
            pixels[i] = develop(light[0][i], 0.8f * common + 0.5f * grain(random)) << 16
                    | develop(light[1][i], 0.8f * common + 0.4f * grain(random)) << 8
                    | develop(light[2][i], 0.8f * common + 0.6f * grain(random));
        }
        image.setRGB(0, 0, size, size, pixels, 0, size);
        return image;
    }

    /** Linear light per channel: diffuse, mirrored in colour (metal), mirrored in the coat. */
    private static float[][] lit(Scene scene, Lighting lighting, SplittableRandom random) {
        int size = scene.size;
        double exposure = 1 + random.nextDouble(-0.04, 0.04);
        double tiltX = random.nextDouble(-0.05, 0.05);
        double tiltY = random.nextDouble(-0.05, 0.05);
        float[][] light = new float[3][size * size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int i = y * size + x;
                double nx = (scene.rise(x, y, -1, 0) - scene.rise(x, y, 1, 0)) / 2;
                double ny = (scene.rise(x, y, 0, -1) - scene.rise(x, y, 0, 1)) / 2;
                double nz = 1 / Math.sqrt(nx * nx + ny * ny + 1);
                nx *= nz;
                ny *= nz;
                double fx = (x + 0.5) / size - 0.5;
                double fy = (y + 0.5) / size - 0.5;
                double fall = exposure * (1 + tiltX * 2 * fx + tiltY * 2 * fy) * (1 - 0.45 * (fx * fx + fy * fy));
                double arriving = scene.light[i] * fall;
                // the lens stands close: it looks at the rim of the field from the side
                double rx = 2 * nz * nx + 0.25 * fx;
                double ry = 2 * nz * ny + 0.25 * fy;
                double mirrored = lighting.mirrored(rx, ry, scene.rough[i]) + streak(scene, i, rx, ry, lighting);
                double lambert = lighting.diffuse()
                        * Shade.clamp(0.72 * nz + 0.28 * (nx * lighting.boxX() + ny * lighting.boxY()) * 2 + 0.1);
                double fresnel = 0.06 + 0.94 * power5(1 - nz);
                double coat = scene.gloss[i] * mirrored * Math.min(0.6, fresnel * 2.2);
                double metal = scene.metal[i];
                double body = arriving * ((1 - metal) * lambert + metal * mirrored);
                light[0][i] = (float) (scene.red[i] * body + coat * arriving);
                light[1][i] = (float) (scene.green[i] * body + coat * arriving);
                light[2][i] = (float) (scene.blue[i] * body + coat * arriving);
            }
        }
        return light;
    }

    /** Turned metal throws light across its marks: bright where the marks are square to the way to the lamp. */
    private static double streak(Scene scene, int i, double rx, double ry, Lighting lighting) {
        double gx = scene.grainX[i];
        double gy = scene.grainY[i];
        if (gx == 0 && gy == 0) {
            return 0;
        }
        double along = gx * (lighting.boxX() - rx) + gy * (lighting.boxY() - ry);
        double across = Math.max(0, 1 - along * along * 2.2);
        double sharp = across * across;
        return lighting.box() * 0.42 * sharp * sharp;
    }

    private static double power5(double x) {
        double square = x * x;
        return square * square * x;
    }

    private static int develop(float light, float grain) {
        // shot noise grows with the root of the light, read noise does not
        double noisy = light + grain * (0.004 + 0.011 * Math.sqrt(Math.max(0, light)));
        double shouldered = noisy < 0.7 ? noisy : 0.7 + 0.3 * (1 - 1 / (1 + (noisy - 0.7) / 0.3));
        return GAMMA[(int) (Shade.clamp(shouldered) * GAMMA_STEPS)];
    }

    /** About normal, variance 1: the sum of four uniform numbers out of one draw. */
    private static float grain(SplittableRandom random) {
        long bits = random.nextLong();
        int sum = (int) (bits & 0xffff)
                + (int) (bits >>> 16 & 0xffff)
                + (int) (bits >>> 32 & 0xffff)
                + (int) (bits >>> 48);
        return (sum / 65_536f - 2) * 1.732f;
    }

    private static void blur(float[] plane, int size, double sigma) {
        float side = (float) StrictMath.exp(-1 / (2 * sigma * sigma));
        float far = (float) StrictMath.exp(-4 / (2 * sigma * sigma));
        float sum = 1 + 2 * side + 2 * far;
        float[] kernel = {far / sum, side / sum, 1 / sum, side / sum, far / sum};
        float[] rows = new float[plane.length];
        pass(plane, rows, size, 1, size, kernel);
        pass(rows, plane, size, size, 1, kernel);
    }

    private static void pass(float[] from, float[] to, int size, int along, int across, float[] kernel) {
        for (int line = 0; line < size; line++) {
            for (int p = 0; p < size; p++) {
                float sum = 0;
                for (int k = -2; k <= 2; k++) {
                    int q = Math.min(size - 1, Math.max(0, p + k));
                    sum += kernel[k + 2] * from[line * across + q * along];
                }
                to[line * across + p * along] = sum;
            }
        }
    }
}
