// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.report;

import dev.invigil.trainer.report.Comparison.PairedClass;
import dev.invigil.trainer.report.Comparison.PairedPart;
import dev.invigil.trainer.report.Comparison.Thresholds;
import java.util.List;

/**
 * Every part of a class as a point: its score by the one model across, by the other up, both as multiples of the model's own reject threshold, so
 * that 1 rejects. Logarithmic, cut at an eighth and at eight times.
 */
record PairsChart(PairedClass known) {
    private static final int WIDTH = 360;
    private static final int HEIGHT = 372;
    private static final double LIMIT = 3;

    String svg() {
        Thresholds first = known.first().orElseThrow();
        Thresholds second = known.second().orElseThrow();
        Scale x = new Scale(-LIMIT, LIMIT, 46, 348);
        Scale y = new Scale(-LIMIT, LIMIT, 328, 26);
        StringBuilder svg = new StringBuilder(Svg.open(WIDTH, HEIGHT, "Scores of the parts by both models"));
        for (double power = -LIMIT; power <= LIMIT; power++) {
            String label = power < 0 ? "1/" + Scale.label(Math.pow(2, -power)) : Scale.label(Math.pow(2, power));
            svg.append(Svg.line("grid", x.at(power), y.from(), x.at(power), y.to()))
                    .append(Svg.line("grid", x.from(), y.at(power), x.to(), y.at(power)))
                    .append(Svg.text("tick", x.at(power), y.from() + 16, "middle", label))
                    .append(Svg.text("tick", x.from() - 6, y.at(power) + 4, "end", label));
        }
        double across = Math.max(-LIMIT, power(first.review(), first));
        double up = Math.max(-LIMIT, power(second.review(), second));
        svg.append(Svg.line("limit review", x.at(across), y.from(), x.at(across), y.to()))
                .append(Svg.line("limit review", x.from(), y.at(up), x.to(), y.at(up)))
                .append(Svg.line("limit", x.at(0), y.from(), x.at(0), y.to()))
                .append(Svg.line("limit", x.from(), y.at(0), x.to(), y.at(0)));
        for (boolean defective : List.of(false, true)) {
            for (PairedPart pair : known.parts()) {
                if (pair.first().defective() == defective) {
                    svg.append(Svg.dot(
                            defective ? "part bad" : "part good",
                            x.at(power(pair.first().score(), first)),
                            y.at(power(pair.second().score(), second)),
                            3));
                }
            }
        }
        return svg.append(
                        Svg.text("axis", (x.from() + x.to()) / 2, HEIGHT - 8, "middle", "A: score / reject threshold"))
                .append(Svg.upright("axis", 12, (y.from() + y.to()) / 2, "B: score / reject threshold"))
                .append("</svg>")
                .toString();
    }

    /** The logarithm to base 2 of score over threshold, cut to the drawing. */
    private static double power(double score, Thresholds threshold) {
        double power = Math.log(score / threshold.reject()) / Math.log(2);
        return Double.isNaN(power) ? -LIMIT : Math.max(-LIMIT, Math.min(LIMIT, power));
    }
}
