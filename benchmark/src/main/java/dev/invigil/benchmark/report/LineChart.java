// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.chart.Anchor;
import dev.invigil.benchmark.chart.Chart;
import dev.invigil.benchmark.chart.Dot;
import dev.invigil.benchmark.chart.Drawing;
import dev.invigil.benchmark.chart.Ink;
import dev.invigil.benchmark.chart.Scale;
import java.util.ArrayList;
import java.util.List;

/**
 * Curves in the unit square.
 *
 * @param label above the drawing
 * @param across what the horizontal axis is
 * @param up what the vertical axis is, 0 to 1
 * @param end of the horizontal axis, which begins at 0
 */
record LineChart(String label, String across, String up, double end, List<Line> lines, List<Mark> marks)
        implements Chart {
    private static final int WIDTH = 360;
    private static final int HEIGHT = 300;
    private static final int LEFT = 46;
    private static final int RIGHT = 348;
    private static final int TOP = 36;
    private static final int BOTTOM = 256;
    private static final int TICKS = 5;
    private static final double MARK_RADIUS = 4.5;

    LineChart {
        lines = List.copyOf(lines);
        marks = List.copyOf(marks);
    }

    /** One curve; points that are not finite are left out. */
    record Line(String name, Ink ink, List<Dot> dots) {
        Line {
            dots = dots.stream().filter(Dot::isFinite).toList();
        }

        boolean isDrawn() {
            return dots.size() > 1;
        }
    }

    /** The position of a threshold on a curve. */
    record Mark(Ink ink, Dot at) {}

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public int height() {
        return HEIGHT;
    }

    @Override
    public void draw(Drawing on) {
        Scale x = new Scale(0, end, LEFT, RIGHT);
        Scale y = new Scale(0, 1, BOTTOM, TOP);
        on.text(Ink.TITLE, new Dot(LEFT, 18), Anchor.START, label);
        Chart.verticalGrid(on, x, x.ticks(TICKS), TOP, BOTTOM);
        for (double tick : y.ticks(TICKS)) {
            on.line(Ink.GRID, new Dot(LEFT, y.at(tick)), new Dot(RIGHT, y.at(tick)));
            on.text(Ink.TICK, new Dot(LEFT - 6, y.at(tick) + 4), Anchor.END, Scale.label(tick));
        }
        double middle = (LEFT + RIGHT) / 2.0;
        on.text(Ink.AXIS, new Dot(middle, HEIGHT - 8), Anchor.MIDDLE, across);
        on.upright(Ink.AXIS, new Dot(12, (TOP + BOTTOM) / 2.0), up);
        List<Line> drawn = lines.stream().filter(Line::isDrawn).toList();
        if (drawn.isEmpty()) {
            on.text(Ink.AXIS, new Dot(middle, 150), Anchor.MIDDLE, "n/a: needs both good and defective parts");
        }
        for (Line line : drawn) {
            on.curve(line.ink(), cut(line, x, y));
        }
        for (Mark mark : marks) {
            if (mark.at().isFinite()) {
                on.dot(mark.ink(), new Dot(x.at(mark.at().x()), y.at(mark.at().y())), MARK_RADIUS);
            }
        }
        legend(on, drawn);
    }

    /** The curve in the chart's units, up to the end of the horizontal axis. */
    private List<Dot> cut(Line line, Scale x, Scale y) {
        List<Dot> shown = new ArrayList<>();
        Dot before = null;
        for (Dot dot : line.dots()) {
            Dot inside = dot;
            if (dot.x() > end) {
                if (before == null || before.x() >= end) {
                    break;
                }
                double share = (end - before.x()) / (dot.x() - before.x());
                inside = new Dot(end, before.y() + share * (dot.y() - before.y()));
            }
            shown.add(new Dot(x.at(inside.x()), y.at(inside.y())));
            before = dot;
        }
        return shown;
    }

    /** At the top right, in the order of the lines. */
    private static void legend(Drawing on, List<Line> lines) {
        double right = RIGHT;
        for (int i = lines.size() - 1; i >= 0; i--) {
            Line line = lines.get(i);
            double left = right - 7.2 * line.name().length();
            on.text(Ink.LEGEND, new Dot(left, 18), Anchor.START, line.name());
            on.line(line.ink(), new Dot(left - 24, 14), new Dot(left - 6, 14));
            right = left - 36;
        }
    }
}
