// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.sampleline;

import java.util.Locale;

/** What the sample line makes. */
public enum Product {
    /** A turned steel flange with hub and six bolt holes, on a rubber belt. */
    FLANGE,
    /** Twelve tablets in a blister pack of embossed foil. */
    BLISTER,
    /** A lacquered crown cap with a printed star. */
    CAP;

    /** The name in folders and frames: lower case. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    Part part() {
        return switch (this) {
            case FLANGE -> new Flange();
            case BLISTER -> new Blister();
            case CAP -> new Cap();
        };
    }
}
