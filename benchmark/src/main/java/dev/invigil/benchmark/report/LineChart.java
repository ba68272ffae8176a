// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.chart.Html;
import dev.invigil.benchmark.chart.Scale;
import dev.invigil.benchmark.chart.Svg;
import java.util.List;

/**
 * Curves in the unit square as SVG, coloured by the classes of {@code chart.css}.
 *
 * @param title above the drawing
 * @param across what the horizontal axis is
 * @param up what the vertical axis is, 0 to 1
 * @param end of the horizontal axis, which begins at 0
 */
record LineChart(String title, String across, String up, double end, List<Line> lines, List<Mark> marks) {
    private static final int WIDTH = 360;
    private static final int HEIGHT = 300;
    private static final int TICKS = 5;

    LineChart {
        lines = List.copyOf(lines);
        marks = List.copyOf(marks);
    }

    record Dot(double x, double y) {}

    /** @param style a class of {@code chart.css} */
    record Line(String name, String style, List<Dot> dots) {
        Line {
            dots = dots.stream()
                    .filter(dot -> Double.isFinite(dot.x()) && Double.isFinite(dot.y()))
                    .toList();
        }

        boolean isDrawn() {
            return dots.size() > 1;
        }
    }

    /** Where a threshold lies on a curve. */
    record Mark(String name, Dot at) {}

    String svg() {
        Scale x = new Scale(0, end, 46, 348);
        Scale y = new Scale(0, 1, 256, 36);
        StringBuilder svg = new StringBuilder(Svg.open(WIDTH, HEIGHT, title));
        svg.append(Svg.text("title", 46, 18, "start", title));
        for (double tick : x.ticks(TICKS)) {
            svg.append(Svg.line("grid", x.at(tick), y.from(), x.at(tick), y.to()))
                    .append(Svg.text("tick", x.at(tick), y.from() + 16, "middle", Scale.label(tick)));
        }
        for (double tick : y.ticks(TICKS)) {
            svg.append(Svg.line("grid", x.from(), y.at(tick), x.to(), y.at(tick)))
                    .append(Svg.text("tick", x.from() - 6, y.at(tick) + 4, "end", Scale.label(tick)));
        }
        svg.append(Svg.text("axis", (x.from() + x.to()) / 2, HEIGHT - 8, "middle", across))
                .append(Svg.upright("axis", 12, (y.from() + y.to()) / 2, up));
        List<Line> drawn = lines.stream().filter(Line::isDrawn).toList();
        if (drawn.isEmpty()) {
            svg.append(Svg.text(
                    "axis", (x.from() + x.to()) / 2, 150, "middle", "n/a: takes both good and defective parts"));
        }
        for (Line line : drawn) {
            svg.append(path(line, x, y));
        }
        for (Mark mark : marks) {
            if (Double.isFinite(mark.at().x()) && Double.isFinite(mark.at().y())) {
                svg.append(Svg.dot(
                        "mark " + mark.name(),
                        x.at(mark.at().x()),
                        y.at(mark.at().y()),
                        4.5));
            }
        }
        return svg.append(legend(drawn)).append("</svg>").toString();
    }

    private String path(Line line, Scale x, Scale y) {
        StringBuilder d = new StringBuilder();
        Dot before = null;
        for (Dot dot : line.dots()) {
            Dot shown = dot;
            if (dot.x() > end) {
                if (before == null || before.x() >= end) {
                    break;
                }
                double share = (end - before.x()) / (dot.x() - before.x());
                shown = new Dot(end, before.y() + share * (dot.y() - before.y()));
            }
            d.append(d.length() == 0 ? 'M' : 'L').append(Html.format("%.1f %.1f", x.at(shown.x()), y.at(shown.y())));
            before = dot;
        }
        return "<path class=\"curve " + line.style() + "\" d=\"" + d + "\"/>";
    }

    /** At the top right, in the order of the lines. */
    private static String legend(List<Line> lines) {
        StringBuilder legend = new StringBuilder();
        double right = 348;
        for (int i = lines.size() - 1; i >= 0; i--) {
            Line line = lines.get(i);
            double left = right - 7.2 * line.name().length();
            legend.append(Svg.text("legend", left, 18, "start", line.name()))
                    .append(Svg.line("curve " + line.style(), left - 24, 14, left - 6, 14));
            right = left - 36;
        }
        return legend.toString();
    }
}
