// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.chart;

import java.util.List;

/** What a chart is drawn on. Units are those of the chart; y grows downwards. */
public interface Drawing {
    /** A straight line. */
    void line(Ink ink, Dot from, Dot to);

    /** A line through all points, in their order. */
    void curve(Ink ink, List<Dot> dots);

    /** A filled rectangle. */
    void bar(Ink ink, Dot upperLeft, double width, double height);

    /** A filled circle. */
    void dot(Ink ink, Dot centre, double radius);

    /** A line of text; {@code at} is on its base line. */
    void text(Ink ink, Dot at, Anchor anchor, String text);

    /** Text that is rotated by 90 degrees to the left and centred at {@code at}. */
    void upright(Ink ink, Dot at, String text);
}
