// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.sampleline;

/**
 * A ring light about the lens and a soft box beside it.
 *
 * @param ring brightness of the ring, as seen in a mirror
 * @param ringRadius where the mirrored ring stands, 0 the lens to 1 the horizon
 * @param box brightness of the soft box
 * @param boxX where the soft box stands, to the right
 * @param boxY where the soft box stands, downwards
 * @param sky brightness of everything else
 * @param diffuse brightness of a white sheet facing the lens
 */
record Lighting(double ring, double ringRadius, double box, double boxX, double boxY, double sky, double diffuse) {

    /** What a mirror sees in direction (x, y), for reflections spread by {@code rough}. */
    double mirrored(double x, double y, double rough) {
        double width = 0.12 + rough;
        double fromRing = (Shade.length(x, y) - ringRadius) / width;
        double dx = Math.max(0, Math.abs(x - boxX) - 0.22) / width;
        double dy = Math.max(0, Math.abs(y - boxY) - 0.12) / width;
        double spread = 0.12 / width;
        return sky * (1 - 0.35 * y) + spread * (ring * Shade.bell(fromRing) + box * Shade.bell(Shade.length(dx, dy)));
    }
}
