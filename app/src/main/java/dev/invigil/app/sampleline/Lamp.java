// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.sampleline;

/**
 * The lamp over the line, compared with how it was set up.
 *
 * @param brightness 1 as set up
 * @param right how far its soft box has moved to the right; the image is 2 wide
 * @param down how far its soft box has moved downwards
 */
public record Lamp(double brightness, double right, double down) {
    /** As set up. */
    public static final Lamp AS_SET_UP = new Lamp(1, 0, 0);

    public Lamp {
        if (!(brightness > 0)) {
            throw new IllegalArgumentException("a lamp's brightness must be above 0, not " + brightness);
        }
    }

    /** The lighting with this lamp. */
    Lighting applied(Lighting lighting) {
        return new Lighting(
                brightness * lighting.ring(),
                lighting.ringRadius(),
                brightness * lighting.box(),
                lighting.boxX() + right,
                lighting.boxY() + down,
                brightness * lighting.sky(),
                brightness * lighting.diffuse());
    }
}
