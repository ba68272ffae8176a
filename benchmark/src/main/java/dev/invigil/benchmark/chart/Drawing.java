// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.chart;

import java.util.List;

/** What a chart is drawn on. Units are those of the chart; y grows downwards. */
public interface Drawing {
    /** The kinds of marks. */
    enum Ink {
        TITLE,
        TICK,
        AXIS,
        GRID,
        BATCH,
        MEAN,
        EVENT
    }

    /** Which end of a text its place means. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** A point of a curve. */
    record Dot(double x, double y) {}

    void line(Ink ink, Dot from, Dot to);

    void curve(Ink ink, List<Dot> dots);

    void text(Ink ink, Dot at, Anchor anchor, String text);

    /** Text that reads from below, centred. */
    void upright(Ink ink, Dot at, String text);
}
