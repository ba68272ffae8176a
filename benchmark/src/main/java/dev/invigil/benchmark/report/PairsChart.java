// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.chart.Anchor;
import dev.invigil.benchmark.chart.Chart;
import dev.invigil.benchmark.chart.Dot;
import dev.invigil.benchmark.chart.Drawing;
import dev.invigil.benchmark.chart.Ink;
import dev.invigil.benchmark.chart.Scale;
import dev.invigil.benchmark.report.Comparison.PairedClass;
import dev.invigil.benchmark.report.Comparison.PairedPart;
import dev.invigil.benchmark.report.Comparison.Thresholds;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Every part of a class as a point: its score by the one model across, by the other up, both as multiples of the model's own reject threshold, so
 * that 1 rejects. Logarithmic, as wide as the parts need it, cut at an eighth and at eight times.
 */
record PairsChart(PairedClass known) implements Chart {
    private static final int WIDTH = 360;
    private static final int HEIGHT = 372;
    /** How far the axes may reach to both sides of the threshold, in powers of two. */
    private static final double[] REACHES = {0.75, 1.5, 3};

    private static final double STEPS = 3;

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public int height() {
        return HEIGHT;
    }

    @Override
    public String label() {
        return "Scores of the parts by both models";
    }

    @Override
    public void draw(Drawing on) {
        Thresholds first = known.first().orElseThrow();
        Thresholds second = known.second().orElseThrow();
        double reach = reach();
        Scale x = new Scale(-reach, reach, 54, 348);
        Scale y = new Scale(-reach, reach, 328, 26);
        for (double step = -STEPS; step <= STEPS; step++) {
            double power = step * reach / STEPS;
            String multiple = Scale.label(Math.round(100 * Math.pow(2, power)) / 100.0);
            vertical(on, Ink.GRID, power, x, y);
            horizontal(on, Ink.GRID, power, x, y);
            on.text(Ink.TICK, new Dot(x.at(power), y.from() + 16), Anchor.MIDDLE, multiple);
            on.text(Ink.TICK, new Dot(x.from() - 6, y.at(power) + 4), Anchor.END, multiple);
        }
        vertical(on, Ink.LIMIT_REVIEW, cut(power(first.review(), first), reach), x, y);
        horizontal(on, Ink.LIMIT_REVIEW, cut(power(second.review(), second), reach), x, y);
        vertical(on, Ink.LIMIT_REJECT, 0, x, y);
        horizontal(on, Ink.LIMIT_REJECT, 0, x, y);
        for (boolean defective : List.of(false, true)) {
            for (PairedPart pair : known.parts()) {
                if (pair.first().defective() == defective) {
                    Dot at = new Dot(
                            x.at(cut(power(pair.first().score(), first), reach)),
                            y.at(cut(power(pair.second().score(), second), reach)));
                    on.dot(defective ? Ink.PART_BAD : Ink.PART_GOOD, at, 3);
                }
            }
        }
        on.text(Ink.AXIS, new Dot((x.from() + x.to()) / 2, HEIGHT - 8), Anchor.MIDDLE, "A: score / reject threshold");
        on.upright(Ink.AXIS, new Dot(10, (y.from() + y.to()) / 2), "B: score / reject threshold");
    }

    private static void vertical(Drawing on, Ink ink, double power, Scale x, Scale y) {
        on.line(ink, new Dot(x.at(power), y.from()), new Dot(x.at(power), y.to()));
    }

    private static void horizontal(Drawing on, Ink ink, double power, Scale x, Scale y) {
        on.line(ink, new Dot(x.from(), y.at(power)), new Dot(x.to(), y.at(power)));
    }

    /** The least that holds all parts, or the greatest there is. */
    private double reach() {
        double widest = known.parts().stream()
                .flatMapToDouble(pair -> DoubleStream.of(
                        power(pair.first().score(), known.first().orElseThrow()),
                        power(pair.second().score(), known.second().orElseThrow())))
                .map(Math::abs)
                .max()
                .orElse(0);
        return Arrays.stream(REACHES)
                .filter(reach -> reach >= widest)
                .findFirst()
                .orElse(REACHES[REACHES.length - 1]);
    }

    /** The logarithm to base 2 of score over threshold. */
    private static double power(double score, Thresholds threshold) {
        double power = Math.log(score / threshold.reject()) / Math.log(2);
        return Double.isNaN(power) ? Double.NEGATIVE_INFINITY : power;
    }

    private static double cut(double power, double reach) {
        return Math.max(-reach, Math.min(reach, power));
    }
}
