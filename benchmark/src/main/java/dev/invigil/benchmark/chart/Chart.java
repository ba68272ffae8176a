// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.chart;

import java.util.List;

/** A chart: it draws itself on any {@link Drawing}. Units are those of the chart; y grows downwards. */
public interface Chart {
    /** In the chart's units. */
    int width();

    /** In the chart's units. */
    int height();

    /** What the chart shows, for readers who cannot see it. */
    String label();

    /** Draws all marks. */
    void draw(Drawing on);

    /** The chart as an SVG element for a page that has the styles of {@link SvgDrawing#styles()}. */
    default String svg() {
        SvgDrawing svg = new SvgDrawing(width(), height(), label());
        draw(svg);
        return svg.element();
    }

    /** The chart as an SVG file of its own, with its styles. */
    default String svgFile() {
        SvgDrawing svg = new SvgDrawing(width(), height(), label());
        draw(svg);
        return svg.file();
    }

    /** Vertical grid lines with their labels below {@code bottom}. */
    static void verticalGrid(Drawing on, Scale x, List<Double> ticks, double top, double bottom) {
        for (double tick : ticks) {
            on.line(Ink.GRID, new Dot(x.at(tick), bottom), new Dot(x.at(tick), top));
            on.text(Ink.TICK, new Dot(x.at(tick), bottom + 16), Anchor.MIDDLE, Scale.label(tick));
        }
    }
}
