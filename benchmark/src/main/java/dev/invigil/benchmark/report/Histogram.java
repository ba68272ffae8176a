// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.chart.Anchor;
import dev.invigil.benchmark.chart.Chart;
import dev.invigil.benchmark.chart.Dot;
import dev.invigil.benchmark.chart.Drawing;
import dev.invigil.benchmark.chart.Ink;
import dev.invigil.benchmark.chart.Scale;
import dev.invigil.detector.decision.ClassThreshold;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** The scores of good parts (upwards) and of defective ones (downwards) relative to the thresholds, one bar a bin. */
record Histogram(List<DecidedPart> parts, Optional<ClassThreshold> threshold) implements Chart {
    private static final int WIDTH = 420;
    private static final int HEIGHT = 300;
    private static final int LEFT = 44;
    private static final int RIGHT = 408;
    /** The common base line of the bars: good parts above, defective ones below. */
    private static final int BASE = 148;

    private static final int BOTTOM = 248;
    private static final int BINS = 32;
    private static final int TICKS = 5;
    private static final int COUNT_TICKS = 3;

    Histogram {
        parts = List.copyOf(parts);
    }

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
        return "Scores of good and defective parts";
    }

    @Override
    public void draw(Drawing on) {
        Scale x = across();
        int[] good = counts(x, false);
        int[] bad = counts(x, true);
        double most = Math.max(
                1,
                Math.max(
                        Arrays.stream(good).max().orElse(0),
                        Arrays.stream(bad).max().orElse(0)));
        Scale up = new Scale(0, most, BASE, 48);
        Scale down = new Scale(0, most, BASE, BOTTOM);
        for (double count : up.ticks(COUNT_TICKS)) {
            if (count == Math.rint(count)) {
                on.line(Ink.GRID, new Dot(LEFT, up.at(count)), new Dot(RIGHT, up.at(count)));
                on.line(Ink.GRID, new Dot(LEFT, down.at(count)), new Dot(RIGHT, down.at(count)));
                on.text(Ink.TICK, new Dot(LEFT - 6, up.at(count) + 4), Anchor.END, Scale.label(count));
                if (count > 0) {
                    on.text(Ink.TICK, new Dot(LEFT - 6, down.at(count) + 4), Anchor.END, Scale.label(count));
                }
            }
        }
        for (double tick : x.ticks(TICKS)) {
            on.text(Ink.TICK, new Dot(x.at(tick), BOTTOM + 18), Anchor.MIDDLE, Scale.label(tick));
        }
        bars(on, Ink.BAR_GOOD, good, x, up);
        bars(on, Ink.BAR_BAD, bad, x, down);
        on.line(Ink.BASE, new Dot(LEFT, BASE), new Dot(RIGHT, BASE));
        threshold.ifPresent(t -> {
            limit(on, Ink.LIMIT_REVIEW, "review", t.review(), x, 14);
            limit(on, Ink.LIMIT_REJECT, "reject", t.reject(), x, 30);
        });
        on.text(Ink.AXIS, new Dot((LEFT + RIGHT) / 2.0, HEIGHT - 8), Anchor.MIDDLE, "anomaly score");
        on.upright(Ink.AXIS_GOOD, new Dot(12, (BASE + 48) / 2.0), "good parts");
        on.upright(Ink.AXIS_BAD, new Dot(12, (BASE + BOTTOM) / 2.0), "defective");
    }

    /** As wide as scores and thresholds need it. */
    private Scale across() {
        double[] values = DoubleStream.concat(
                        parts.stream().mapToDouble(DecidedPart::score),
                        threshold.stream().flatMapToDouble(t -> DoubleStream.of(t.review(), t.reject())))
                .sorted()
                .toArray();
        double low = values[0];
        double high = values[values.length - 1];
        // all scores equal: an axis still needs a length
        double margin = high > low ? (high - low) * 0.02 : Math.max(1e-6, Math.abs(high) * 0.1);
        return new Scale(low - margin, high + margin, LEFT, RIGHT);
    }

    private int[] counts(Scale x, boolean defective) {
        int[] counts = new int[BINS];
        for (DecidedPart part : parts) {
            if (part.defective() == defective) {
                counts[(int) Math.min(BINS - 1, (part.score() - x.low()) / (x.high() - x.low()) * BINS)]++;
            }
        }
        return counts;
    }

    private static void bars(Drawing on, Ink ink, int[] counts, Scale x, Scale y) {
        double width = (x.to() - x.from()) / BINS;
        for (int i = 0; i < BINS; i++) {
            if (counts[i] > 0) {
                double top = Math.min(y.from(), y.at(counts[i]));
                on.bar(ink, new Dot(x.from() + i * width + 0.5, top), width - 1, Math.abs(y.at(counts[i]) - y.from()));
            }
        }
    }

    /** A label at its own height, on the side that has room. */
    private static void limit(Drawing on, Ink ink, String name, double value, Scale x, double height) {
        double at = x.at(value);
        boolean isLeft = at < (x.from() + x.to()) / 2;
        on.line(ink, new Dot(at, height + 4), new Dot(at, BOTTOM));
        on.text(
                Ink.LEGEND,
                new Dot(isLeft ? at - 2 : at + 2, height),
                isLeft ? Anchor.START : Anchor.END,
                name + " above " + Scale.label(value));
    }
}
