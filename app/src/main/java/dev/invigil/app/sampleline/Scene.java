// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.sampleline;

import java.util.Arrays;

/**
 * What lies in front of the camera, as planes of one value per pixel, row by row.
 *
 * <p>Heights are relief within a surface, in pixels; the step from the part down to the belt is not in them. Colours are linear light, 0 to 1.
 */
final class Scene {
    final int size;
    final float[] height;
    final float[] red;
    final float[] green;
    final float[] blue;
    /** Share of the light that is mirrored in the surface's own colour, as metal does: 0 to 1. */
    final float[] metal;
    /** Strength of a clear, colourless coat: 0 to 1. */
    final float[] gloss;
    /** How far reflections are spread: 0 is a mirror. */
    final float[] rough;
    /** Direction of brushing or turning marks, zero where there are none. */
    final float[] grainX;

    final float[] grainY;
    /** How much of the light arrives: 1 in the open, less in shadow. */
    final float[] light;
    /** Whether the pixel shows the part, not the belt. */
    final boolean[] part;
    /** Where the part differs from a good one: 0 to 1. */
    final float[] mask;

    Scene(int size) {
        this.size = size;
        int n = size * size;
        height = new float[n];
        red = new float[n];
        green = new float[n];
        blue = new float[n];
        metal = new float[n];
        gloss = new float[n];
        rough = new float[n];
        grainX = new float[n];
        grainY = new float[n];
        light = new float[n];
        part = new boolean[n];
        mask = new float[n];
        Arrays.fill(light, 1);
    }

    /** The relief's rise from the pixel to the one {@code dx}, {@code dy} away: none over the image's or the part's edge. */
    float rise(int x, int y, int dx, int dy) {
        int i = y * size + x;
        int j = Math.min(size - 1, Math.max(0, y + dy)) * size + Math.min(size - 1, Math.max(0, x + dx));
        return part[i] == part[j] ? height[j] - height[i] : 0;
    }

    /** Mixes a colour over what is there. */
    void paint(int i, double r, double g, double b, double share) {
        red[i] = (float) Shade.mix(red[i], r, share);
        green[i] = (float) Shade.mix(green[i], g, share);
        blue[i] = (float) Shade.mix(blue[i], b, share);
    }

    /** Mixes a finish over what is there. */
    void finish(int i, double metalShare, double coat, double spread, double share) {
        metal[i] = (float) Shade.mix(metal[i], metalShare, share);
        gloss[i] = (float) Shade.mix(gloss[i], coat, share);
        rough[i] = (float) Shade.mix(rough[i], spread, share);
    }

    /** Multiplies the light that arrives. */
    void shade(int i, double factor) {
        light[i] *= (float) factor;
    }

    void mark(int i, double share) {
        mask[i] = Math.max(mask[i], (float) share);
    }
}
