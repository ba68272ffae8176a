// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.chart.Html;
import dev.invigil.benchmark.chart.Scale;
import dev.invigil.benchmark.chart.Svg;
import dev.invigil.detector.decision.ClassThreshold;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** How the scores of good parts (upwards) and of defective ones (downwards) lie to the thresholds, as SVG. */
record Histogram(List<JudgedPart> parts, Optional<ClassThreshold> threshold) {
    private static final int WIDTH = 420;
    private static final int HEIGHT = 300;
    private static final int BINS = 32;
    private static final int TICKS = 5;
    private static final int COUNT_TICKS = 3;

    Histogram {
        parts = List.copyOf(parts);
    }

    String svg() {
        double[] values = DoubleStream.concat(
                        parts.stream().mapToDouble(JudgedPart::score),
                        threshold.stream().flatMapToDouble(t -> DoubleStream.of(t.review(), t.reject())))
                .sorted()
                .toArray();
        double low = values[0];
        double high = values[values.length - 1];
        // all scores equal: an axis still needs a length
        double margin = high > low ? (high - low) * 0.02 : Math.max(1e-6, Math.abs(high) * 0.1);
        Scale x = new Scale(low - margin, high + margin, 44, 408);
        int[] good = counts(x, false);
        int[] bad = counts(x, true);
        double most = Math.max(
                1,
                Math.max(
                        Arrays.stream(good).max().orElse(0),
                        Arrays.stream(bad).max().orElse(0)));
        Scale up = new Scale(0, most, 148, 48);
        Scale down = new Scale(0, most, 148, 248);
        StringBuilder svg = new StringBuilder(Svg.open(WIDTH, HEIGHT, "Scores of good and defective parts"));
        for (double count : up.ticks(COUNT_TICKS)) {
            if (count == Math.rint(count)) {
                svg.append(Svg.line("grid", x.from(), up.at(count), x.to(), up.at(count)))
                        .append(Svg.line("grid", x.from(), down.at(count), x.to(), down.at(count)))
                        .append(Svg.text("tick", x.from() - 6, up.at(count) + 4, "end", Scale.label(count)));
                if (count > 0) {
                    svg.append(Svg.text("tick", x.from() - 6, down.at(count) + 4, "end", Scale.label(count)));
                }
            }
        }
        for (double tick : x.ticks(TICKS)) {
            svg.append(Svg.text("tick", x.at(tick), 266, "middle", Scale.label(tick)));
        }
        bars(svg, "good", good, x, up);
        bars(svg, "bad", bad, x, down);
        svg.append(Svg.line("base", x.from(), 148, x.to(), 148));
        threshold.ifPresent(t -> {
            limit(svg, "review", t.review(), x, 14);
            limit(svg, "reject", t.reject(), x, 30);
        });
        return svg.append(Svg.text("axis", (x.from() + x.to()) / 2, HEIGHT - 8, "middle", "anomaly score"))
                .append(Svg.upright("axis good", 12, 98, "good parts"))
                .append(Svg.upright("axis bad", 12, 198, "defective"))
                .append("</svg>")
                .toString();
    }

    private int[] counts(Scale x, boolean defective) {
        int[] counts = new int[BINS];
        for (JudgedPart part : parts) {
            if (part.defective() == defective) {
                counts[(int) Math.min(BINS - 1, (part.score() - x.low()) / (x.high() - x.low()) * BINS)]++;
            }
        }
        return counts;
    }

    private static void bars(StringBuilder svg, String style, int[] counts, Scale x, Scale y) {
        double width = (x.to() - x.from()) / BINS;
        for (int i = 0; i < BINS; i++) {
            if (counts[i] > 0) {
                double top = Math.min(y.from(), y.at(counts[i]));
                svg.append(Svg.bar(
                        "bar " + style,
                        x.from() + i * width + 0.5,
                        top,
                        width - 1,
                        Math.abs(y.at(counts[i]) - y.from())));
            }
        }
    }

    /** A label of its own height, on the side that has room. */
    private static void limit(StringBuilder svg, String name, double value, Scale x, double height) {
        double at = x.at(value);
        boolean isLeft = at < (x.from() + x.to()) / 2;
        svg.append(Svg.line("limit " + name, at, height + 4, at, 248))
                .append(Svg.text(
                        "legend",
                        isLeft ? at - 2 : at + 2,
                        height,
                        isLeft ? "start" : "end",
                        Html.format("%s above %s", name, Scale.label(value))));
    }
}
