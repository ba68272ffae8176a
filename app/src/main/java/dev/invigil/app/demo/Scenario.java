// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import dev.invigil.app.sampleline.Lamp;
import java.util.Locale;

/** What happens on the demo's line. */
public enum Scenario {
    /** Some defective parts; from time to time, at one camera, many of them. The demo runs until it is stopped. */
    EPISODES,
    /** The lamp over one camera is moved, good parts are rejected, and the line learns the new light. The demo ends when it has. */
    DRIFT;

    /** The camera under the lamp that is moved: its place in {@link Script#cameras()}. */
    static final int LAMP_CAMERA = 0;
    /** The lamp is moved before this shot of its camera. */
    static final long LAMP_MOVES_AT = 60;

    private static final Lamp MOVED = new Lamp(1, 0.2, 0);

    /** The lamp over a camera at one of its shots. */
    Lamp lamp(int camera, long number) {
        return this == DRIFT && camera == LAMP_CAMERA && number >= LAMP_MOVES_AT ? MOVED : Lamp.AS_SET_UP;
    }

    /** Whether cameras have episodes of many defects, and images that were cut off. */
    boolean hasEpisodes() {
        return this == EPISODES;
    }

    /** As on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
