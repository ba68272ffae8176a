// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.chart.Anchor;
import dev.invigil.benchmark.chart.Chart;
import dev.invigil.benchmark.chart.Dot;
import dev.invigil.benchmark.chart.Drawing;
import dev.invigil.benchmark.chart.Ink;
import dev.invigil.benchmark.chart.Scale;
import dev.invigil.benchmark.metric.Metric;
import dev.invigil.benchmark.report.Comparison.Row;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** Differences of several metrics with their intervals, a line each, around zero. */
record DifferencesChart(List<Row> rows, Map<Metric, String> names) implements Chart {
    private static final int WIDTH = 420;
    private static final int LINE = 24;
    private static final int TOP = 30;
    private static final int TICKS = 5;
    private static final double LEAST = 0.01;

    DifferencesChart {
        rows = List.copyOf(rows);
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public int height() {
        return bottom() + 40;
    }

    @Override
    public String label() {
        return "Differences of the means with their intervals";
    }

    @Override
    public void draw(Drawing on) {
        Scale x = across();
        on.text(Ink.LEGEND, new Dot(x.at(0) - 8, 16), Anchor.END, "A is better");
        on.text(Ink.LEGEND, new Dot(x.at(0) + 8, 16), Anchor.START, "B is better");
        for (double tick : x.ticks(TICKS)) {
            on.line(Ink.GRID, new Dot(x.at(tick), TOP - 6), new Dot(x.at(tick), bottom()));
            String signed = (tick > 0 ? "+" : "") + Scale.label(tick);
            on.text(Ink.TICK, new Dot(x.at(tick), bottom() + 16), Anchor.MIDDLE, signed);
        }
        on.line(Ink.BASE, new Dot(x.at(0), TOP - 10), new Dot(x.at(0), bottom()));
        for (int i = 0; i < rows.size(); i++) {
            row(on, rows.get(i), x, TOP + LINE * i + LINE / 2.0);
        }
        on.text(Ink.AXIS, new Dot(x.at(0), bottom() + 34), Anchor.MIDDLE, "B − A, percentage points");
    }

    private int bottom() {
        return TOP + LINE * rows.size();
    }

    /** Percentage points, symmetric about 0, as wide as the intervals need it. */
    private Scale across() {
        double reach = rows.stream()
                .flatMapToDouble(row -> DoubleStream.concat(
                        DoubleStream.of(Math.abs(row.difference())),
                        row.interval().stream()
                                .flatMapToDouble(i -> DoubleStream.of(Math.abs(i.low()), Math.abs(i.high())))))
                .filter(Double::isFinite)
                .max()
                .orElse(LEAST);
        double end = 105 * Math.max(reach, LEAST);
        return new Scale(-end, end, 76, 408);
    }

    private void row(Drawing on, Row row, Scale x, double y) {
        on.text(Ink.AXIS, new Dot(x.from() - 8, y + 4), Anchor.END, names.get(row.metric()));
        if (Double.isNaN(row.difference())) {
            on.text(Ink.TICK, new Dot(x.at(0) + 8, y + 4), Anchor.START, "n/a");
            return;
        }
        boolean isSecond = row.difference() > 0;
        Ink bar = !row.isClear() ? Ink.INTERVAL : isSecond ? Ink.INTERVAL_SECOND : Ink.INTERVAL_FIRST;
        Ink dot = !row.isClear() ? Ink.DIFFERENCE : isSecond ? Ink.DIFFERENCE_SECOND : Ink.DIFFERENCE_FIRST;
        row.interval().ifPresent(i -> on.line(bar, new Dot(x.at(100 * i.low()), y), new Dot(x.at(100 * i.high()), y)));
        on.dot(dot, new Dot(x.at(100 * row.difference()), y), 4.5);
    }
}
