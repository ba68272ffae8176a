// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.chart.Scale;
import dev.invigil.benchmark.chart.Svg;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.report.Comparison.Row;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** Differences of several metrics with their intervals, a line each, around zero. */
record DifferencesChart(List<Row> rows, Map<Metric, String> names) {
    private static final int WIDTH = 420;
    private static final int LINE = 24;
    private static final int TOP = 30;
    private static final int TICKS = 5;
    private static final double LEAST = 0.01;

    DifferencesChart {
        rows = List.copyOf(rows);
    }

    String svg() {
        double reach = rows.stream()
                .flatMapToDouble(row -> DoubleStream.concat(
                        DoubleStream.of(Math.abs(row.difference())),
                        row.interval().stream()
                                .flatMapToDouble(i -> DoubleStream.of(Math.abs(i.low()), Math.abs(i.high())))))
                .filter(Double::isFinite)
                .max()
                .orElse(LEAST);
        double end = 105 * Math.max(reach, LEAST);
        Scale x = new Scale(-end, end, 76, 408);
        double bottom = TOP + LINE * rows.size();
        StringBuilder svg =
                new StringBuilder(Svg.open(WIDTH, (int) bottom + 40, "Differences of the means with their intervals"));
        svg.append(Svg.text("legend", x.at(0) - 8, 16, "end", "A is better"))
                .append(Svg.text("legend", x.at(0) + 8, 16, "start", "B is better"));
        for (double tick : x.ticks(TICKS)) {
            svg.append(Svg.line("grid", x.at(tick), TOP - 6, x.at(tick), bottom))
                    .append(Svg.text(
                            "tick", x.at(tick), bottom + 16, "middle", (tick > 0 ? "+" : "") + Scale.label(tick)));
        }
        svg.append(Svg.line("base", x.at(0), TOP - 10, x.at(0), bottom));
        for (int i = 0; i < rows.size(); i++) {
            line(svg, rows.get(i), x, TOP + LINE * i + LINE / 2.0);
        }
        return svg.append(Svg.text("axis", x.at(0), bottom + 34, "middle", "B − A, percentage points"))
                .append("</svg>")
                .toString();
    }

    private void line(StringBuilder svg, Row row, Scale x, double y) {
        svg.append(Svg.text("axis", x.from() - 8, y + 4, "end", names.get(row.metric())));
        if (Double.isNaN(row.difference())) {
            svg.append(Svg.text("tick", x.at(0) + 8, y + 4, "start", "n/a"));
            return;
        }
        String style = !row.isClear() ? "open" : row.difference() > 0 ? "second" : "first";
        row.interval()
                .ifPresent(i ->
                        svg.append(Svg.line("interval " + style, x.at(100 * i.low()), y, x.at(100 * i.high()), y)));
        svg.append(Svg.dot("difference " + style, x.at(100 * row.difference()), y, 4.5));
    }
}
