// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate.page;

import dev.invigil.benchmark.chart.Anchor;
import dev.invigil.benchmark.chart.Chart;
import dev.invigil.benchmark.chart.Dot;
import dev.invigil.benchmark.chart.Drawing;
import dev.invigil.benchmark.chart.Ink;
import dev.invigil.benchmark.chart.Scale;
import dev.invigil.trainer.gate.Criterion;
import dev.invigil.trainer.gate.CriterionResult;
import dev.invigil.trainer.gate.Standing;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Differences of two models in one product with their intervals against the margins, a line each. Left is worse and right is better in every line, so
 * false rejects count the other way round. Where the candidate would be worse than allowed is shaded.
 */
record MarginChart(List<CriterionResult> results) implements Chart {
    private static final int WIDTH = 460;
    private static final int LINE = 46;
    private static final int TOP = 34;
    private static final int TICKS = 6;
    private static final double LEAST = 0.02;

    MarginChart {
        results = results.stream()
                .filter(result -> result.criterion() != Criterion.MISSED_DEFECTS)
                .toList();
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
        return "Differences between the candidate and the active model with their intervals, and the margins";
    }

    private int bottom() {
        return TOP + LINE * results.size();
    }

    @Override
    public void draw(Drawing on) {
        Scale x = across();
        for (int i = 0; i < results.size(); i++) {
            double margin = x.at(-100 * results.get(i).limit());
            on.bar(Ink.ZONE, new Dot(x.from(), TOP + LINE * i + 3), margin - x.from(), LINE - 6);
        }
        for (double tick : x.ticks(TICKS)) {
            on.line(Ink.GRID, new Dot(x.at(tick), TOP), new Dot(x.at(tick), bottom()));
            String signed = (tick > 0 ? "+" : "") + Scale.label(tick).replace('-', '−');
            on.text(Ink.TICK, new Dot(x.at(tick), bottom() + 16), Anchor.MIDDLE, signed);
        }
        on.text(Ink.LEGEND, new Dot(x.at(0) - 10, 18), Anchor.END, "← candidate worse");
        on.text(Ink.LEGEND, new Dot(x.at(0) + 10, 18), Anchor.START, "better →");
        on.line(Ink.BASE, new Dot(x.at(0), TOP - 8), new Dot(x.at(0), bottom()));
        for (int i = 0; i < results.size(); i++) {
            line(on, results.get(i), x, TOP + LINE * i + LINE / 2.0);
        }
        on.text(
                Ink.AXIS,
                new Dot(WIDTH / 2.0, bottom() + 34),
                Anchor.MIDDLE,
                "percentage points; shaded: worse than the margin allows");
    }

    private static void line(Drawing on, CriterionResult result, Scale x, double y) {
        boolean isReversed = result.criterion() == Criterion.FALSE_REJECTS;
        on.text(
                Ink.AXIS,
                new Dot(x.from() - 10, y + 4),
                Anchor.END,
                isReversed ? "fewer false rejects" : result.criterion().label());
        double margin = x.at(-100 * result.limit());
        on.line(Ink.LIMIT_REJECT, new Dot(margin, y - LINE / 2.0 + 3), new Dot(margin, y + LINE / 2.0 - 3));
        if (result.difference().isEmpty()) {
            on.text(Ink.TICK, new Dot(x.at(0) + 8, y + 4), Anchor.START, "not defined");
            return;
        }
        double sign = isReversed ? -100 : 100;
        Ink bar = ink(result.standing(), Ink.INTERVAL, Ink.INTERVAL_SECOND, Ink.INTERVAL_BAD);
        Ink dot = ink(result.standing(), Ink.DIFFERENCE, Ink.DIFFERENCE_SECOND, Ink.DIFFERENCE_BAD);
        result.interval()
                .ifPresent(i -> on.line(bar, new Dot(x.at(sign * i.low()), y), new Dot(x.at(sign * i.high()), y)));
        on.dot(dot, new Dot(x.at(sign * result.difference().getAsDouble()), y), 5);
    }

    private static Ink ink(Standing standing, Ink open, Ink met, Ink worse) {
        return switch (standing) {
            case OPEN -> open;
            case MET -> met;
            case WORSE -> worse;
        };
    }

    /** Percentage points: from the widest margin or interval to the left up to the widest to the right. */
    private Scale across() {
        double worst = LEAST;
        double best = LEAST;
        for (CriterionResult result : results) {
            double sign = result.criterion() == Criterion.FALSE_REJECTS ? -1 : 1;
            double[] ends = DoubleStream.concat(
                            result.difference().stream(),
                            result.interval().stream().flatMapToDouble(i -> DoubleStream.of(i.low(), i.high())))
                    .map(value -> sign * value)
                    .toArray();
            worst = Math.max(worst, 1.4 * result.limit());
            for (double end : ends) {
                worst = Math.max(worst, -end);
                best = Math.max(best, end);
            }
        }
        return new Scale(-105 * worst, 105 * best, 132, WIDTH - 14);
    }
}
