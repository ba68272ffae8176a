// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.chart;

/**
 * The kinds of marks. In SVG each is a list of classes of {@code chart.css}, which has colours for light and dark; in pixels it is the colour and
 * stroke given here, on white.
 */
public enum Ink {
    TITLE("title", 0x1a2230),
    TICK("tick", 0x5c6675),
    AXIS("axis", 0x5c6675),
    AXIS_GOOD("axis good", 0x2b6cb0),
    AXIS_BAD("axis bad", 0xc4501b),
    LEGEND("legend", 0x1a2230),
    GRID("grid", 0xdfe3e9),
    BASE("base", 0x5c6675),
    EVENT("event", 0x5c6675, 1, true),
    CURVE_IMAGES("curve images", 0x1a2230, 2, false),
    CURVE_PIXELS("curve pixels", 0x12857a, 2, true),
    CURVE_BATCH("curve batch", 0xb9c6d8),
    CURVE_MEAN("curve mean", 0x2b6cb0, 2, false),
    BAR_GOOD("bar good", 0x2b6cb0),
    BAR_BAD("bar bad", 0xc4501b),
    LIMIT_REVIEW("limit review", 0x1a2230, 1.5f, true),
    LIMIT_REJECT("limit reject", 0x1a2230, 1.5f, false),
    MARK_REVIEW("mark review", 0xb7791f),
    MARK_REJECT("mark reject", 0xc4501b),
    PART_GOOD("part good", 0x2b6cb0),
    PART_BAD("part bad", 0xc4501b),
    INTERVAL("interval", 0x5c6675, 2, false),
    INTERVAL_FIRST("interval first", 0x7a4fb5, 4, false),
    INTERVAL_SECOND("interval second", 0x12857a, 4, false),
    INTERVAL_BAD("interval bad", 0xc4501b, 4, false),
    DIFFERENCE("difference", 0x5c6675),
    DIFFERENCE_FIRST("difference first", 0x7a4fb5),
    DIFFERENCE_SECOND("difference second", 0x12857a),
    DIFFERENCE_BAD("difference bad", 0xc4501b),
    /** A region in which nothing should be. */
    ZONE("bar zone", 0xfbe9e0);

    private final String classes;
    private final int colour;
    private final float width;
    private final boolean dashed;

    Ink(String classes, int colour) {
        this(classes, colour, 1, false);
    }

    Ink(String classes, int colour, float width, boolean dashed) {
        this.classes = classes;
        this.colour = colour;
        this.width = width;
        this.dashed = dashed;
    }

    /** Classes of {@code chart.css}. */
    String classes() {
        return classes;
    }

    /** RGB, on white. */
    int colour() {
        return colour;
    }

    /** Stroke width in the chart's units. */
    float width() {
        return width;
    }

    boolean isDashed() {
        return dashed;
    }
}
