// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.chart.Scale;
import dev.invigil.benchmark.chart.Svg;
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
record PairsChart(PairedClass known) {
    private static final int WIDTH = 360;
    private static final int HEIGHT = 372;
    /** How far the axes may reach to both sides of the threshold, in powers of two. */
    private static final double[] REACHES = {0.75, 1.5, 3};

    private static final double STEPS = 3;

    String svg() {
        Thresholds first = known.first().orElseThrow();
        Thresholds second = known.second().orElseThrow();
        double reach = reach();
        Scale x = new Scale(-reach, reach, 54, 348);
        Scale y = new Scale(-reach, reach, 328, 26);
        StringBuilder svg = new StringBuilder(Svg.open(WIDTH, HEIGHT, "Scores of the parts by both models"));
        for (double step = -STEPS; step <= STEPS; step++) {
            double power = step * reach / STEPS;
            String label = Scale.label(Math.round(100 * Math.pow(2, power)) / 100.0);
            svg.append(Svg.line("grid", x.at(power), y.from(), x.at(power), y.to()))
                    .append(Svg.line("grid", x.from(), y.at(power), x.to(), y.at(power)))
                    .append(Svg.text("tick", x.at(power), y.from() + 16, "middle", label))
                    .append(Svg.text("tick", x.from() - 6, y.at(power) + 4, "end", label));
        }
        double across = cut(power(first.review(), first), reach);
        double up = cut(power(second.review(), second), reach);
        svg.append(Svg.line("limit review", x.at(across), y.from(), x.at(across), y.to()))
                .append(Svg.line("limit review", x.from(), y.at(up), x.to(), y.at(up)))
                .append(Svg.line("limit", x.at(0), y.from(), x.at(0), y.to()))
                .append(Svg.line("limit", x.from(), y.at(0), x.to(), y.at(0)));
        for (boolean defective : List.of(false, true)) {
            for (PairedPart pair : known.parts()) {
                if (pair.first().defective() == defective) {
                    svg.append(Svg.dot(
                            defective ? "part bad" : "part good",
                            x.at(cut(power(pair.first().score(), first), reach)),
                            y.at(cut(power(pair.second().score(), second), reach)),
                            3));
                }
            }
        }
        return svg.append(
                        Svg.text("axis", (x.from() + x.to()) / 2, HEIGHT - 8, "middle", "A: score / reject threshold"))
                .append(Svg.upright("axis", 10, (y.from() + y.to()) / 2, "B: score / reject threshold"))
                .append("</svg>")
                .toString();
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
