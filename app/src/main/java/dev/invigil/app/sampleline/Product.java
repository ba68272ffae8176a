package dev.invigil.app.sampleline;

import java.util.Locale;

/** What the sample line makes. */
public enum Product {
    /** A turned steel flange with hub and six bolt holes, on a rubber belt. */
    FLANGE(new Flange()),
    /** Twelve tablets in a blister pack of embossed foil. */
    BLISTER(new Blister()),
    /** A lacquered crown cap with a printed star. */
    CAP(new Cap());

    private final Part part;

    Product(Part part) {
        this.part = part;
    }

    /** The name in folders and frames: lower case. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    Part part() {
        return part;
    }
}
