// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.run;

import dev.invigil.benchmark.chart.Anchor;
import dev.invigil.benchmark.chart.Chart;
import dev.invigil.benchmark.chart.Dot;
import dev.invigil.benchmark.chart.Drawing;
import dev.invigil.benchmark.chart.Ink;
import dev.invigil.benchmark.chart.PngDrawing;
import dev.invigil.benchmark.chart.Scale;
import dev.invigil.detector.training.Recipe;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loss over the epochs, on a logarithmic axis: what matters in the last fifth is far below where it began.
 *
 * @param subtitle what is trained
 * @param rows the steps so far
 * @param stepsPerEpoch as planned
 * @param epochs as planned; the axis is as long from the start, so that the image also says how far the run is
 * @param resumedAfter steps after which another process went on
 */
record LossChart(
        String title, String subtitle, List<StepRow> rows, int stepsPerEpoch, int epochs, List<Integer> resumedAfter)
        implements Chart {
    private static final Logger LOG = LoggerFactory.getLogger(LossChart.class);
    private static final String SVG = "loss.svg";
    private static final String PNG = "loss.png";
    private static final int WIDTH = 760;
    private static final int HEIGHT = 380;
    private static final int LEFT = 62;
    private static final int RIGHT = 690;
    private static final int TOP = 66;
    private static final int BOTTOM = 330;
    private static final int LABELS = TOP - 6;
    /** From the middle of one label to that of the next. */
    private static final int LABEL_ROOM = 100;

    private static final int RESUMED_HEIGHT = 18;
    private static final int TICKS = 6;
    private static final int FEWEST_TICKS = 3;

    /**
     * The chart of a run.
     *
     * @param rows at least one
     */
    static LossChart of(Run run, List<StepRow> rows) {
        RunDescription training = run.training();
        Recipe recipe = training.recipe().orElseThrow();
        int pictures =
                training.trainingParts().values().stream().mapToInt(n -> n).sum();
        int products = training.trainingParts().size();
        String subtitle = "%s%s, %s px, %d images of %d %s, batch %d, seed %d"
                .formatted(
                        training.detector(),
                        training.provenance()
                                .backbone()
                                .map(backbone -> " on " + (backbone.random() ? "random weights" : backbone.file()))
                                .orElse(""),
                        training.size(),
                        pictures,
                        products,
                        products == 1 ? "product" : "products",
                        recipe.batch(),
                        recipe.seed());
        List<Integer> resumed =
                run.stretches().stream().skip(1).map(Run.Stretch::afterStep).toList();
        return new LossChart(
                "Training loss of " + training.model(),
                subtitle,
                rows,
                stepsPerEpoch(rows, recipe.stepsPerEpoch(pictures)),
                recipe.epochs(),
                resumed);
    }

    /** As they were taken: a detector may make a step of the last, incomplete batch, too. */
    static int stepsPerEpoch(List<StepRow> rows, int planned) {
        return rows.stream()
                .filter(row -> row.epoch() > 1)
                .findFirst()
                .map(row -> (row.step() - 1) / (row.epoch() - 1))
                .orElseGet(() -> Math.max(
                        planned, rows.isEmpty() ? 0 : rows.get(rows.size() - 1).step()));
    }

    /** Deletes the chart of an earlier run. */
    static void delete(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(SVG));
        Files.deleteIfExists(folder.resolve(PNG));
    }

    /** Writes {@code loss.svg} and, where Java has fonts, {@code loss.png}. */
    void write(Path folder) throws IOException {
        Files.writeString(folder.resolve(SVG), svgFile());
        Optional<PngDrawing> png = pixels();
        if (png.isPresent()) {
            png.get().write(folder.resolve(PNG));
        }
    }

    private Optional<PngDrawing> pixels() {
        try {
            PngDrawing png = new PngDrawing(WIDTH, HEIGHT);
            draw(png);
            return Optional.of(png);
        } catch (RuntimeException | InternalError | LinkageError e) {
            // the exceptions of a Java without fonts; a missing chart must not end a training
            LOG.info(
                    "loss.png was not written, because this Java cannot draw text ({}); loss.svg was written",
                    e.toString());
            return Optional.empty();
        }
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
        return title;
    }

    @Override
    public void draw(Drawing on) {
        on.text(Ink.TITLE, new Dot(LEFT, 22), Anchor.START, title);
        on.text(Ink.AXIS, new Dot(LEFT, 41), Anchor.START, subtitle);
        Scale x = new Scale(0, epochs, LEFT, RIGHT);
        for (double tick : x.ticks(TICKS)) {
            on.line(Ink.GRID, new Dot(x.at(tick), BOTTOM), new Dot(x.at(tick), TOP));
            on.text(Ink.TICK, new Dot(x.at(tick), BOTTOM + 18), Anchor.MIDDLE, Scale.label(tick));
        }
        on.text(Ink.AXIS, new Dot((LEFT + RIGHT) / 2.0, HEIGHT - 10), Anchor.MIDDLE, "epoch");
        on.upright(Ink.AXIS, new Dot(16, (TOP + BOTTOM) / 2.0), "loss, logarithmic");
        if (rows.isEmpty()) {
            return;
        }
        Scale y = vertical();
        for (double tick : ticks(y)) {
            on.line(Ink.GRID, new Dot(LEFT, at(y, tick)), new Dot(RIGHT, at(y, tick)));
            on.text(Ink.TICK, new Dot(LEFT - 7, at(y, tick) + 4), Anchor.END, figure(tick));
        }
        events(on, x);
        on.curve(Ink.CURVE_BATCH, batches(x, y));
        Map<Integer, Double> means = means();
        if (means.size() > 1) {
            on.curve(
                    Ink.CURVE_MEAN,
                    means.entrySet().stream()
                            .map(mean -> new Dot(x.at(mean.getKey() - 0.5), at(y, mean.getValue())))
                            .toList());
        }
        double last = means.get(rows.get(rows.size() - 1).epoch());
        on.text(
                Ink.TITLE,
                new Dot(x.at(rows.get(rows.size() - 1).epoch()) + 8, at(y, last) + 4),
                Anchor.START,
                figure(last));
        legend(on);
    }

    /** Decimal logarithms of the losses, with some air. */
    private Scale vertical() {
        double low = rows.stream().mapToDouble(StepRow::loss).min().orElseThrow();
        double high = rows.stream().mapToDouble(StepRow::loss).max().orElseThrow();
        double bottom = Math.log10(Math.max(low, Float.MIN_NORMAL));
        double top = Math.max(Math.log10(Math.max(high, Float.MIN_NORMAL)), bottom + 0.05);
        double air = 0.04 * (top - bottom);
        return new Scale(bottom - air, top + air, BOTTOM, TOP);
    }

    private static double at(Scale y, double loss) {
        return y.at(Math.log10(Math.max(loss, Float.MIN_NORMAL)));
    }

    /** 1, 2 and 5 of each decade; round values if the losses are closer together. */
    private static List<Double> ticks(Scale y) {
        List<Double> ticks = new ArrayList<>();
        for (int decade = (int) Math.floor(y.low()); decade <= y.high(); decade++) {
            for (int factor : new int[] {1, 2, 5}) {
                double tick = factor * Math.pow(10, decade);
                if (Math.log10(tick) >= y.low() && Math.log10(tick) <= y.high()) {
                    ticks.add(tick);
                }
            }
        }
        return ticks.size() >= FEWEST_TICKS
                ? ticks
                : new Scale(Math.pow(10, y.low()), Math.pow(10, y.high()), 0, 1).ticks(TICKS);
    }

    private static String figure(double loss) {
        return new BigDecimal(loss)
                .round(new MathContext(3))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** The lowest and the highest loss of each column of the image: more cannot be seen. */
    private List<Dot> batches(Scale x, Scale y) {
        Map<Long, List<Double>> columns = rows.stream()
                .collect(Collectors.groupingBy(
                        row -> Math.round(x.at((row.step() - 0.5) / stepsPerEpoch)),
                        TreeMap::new,
                        Collectors.mapping(StepRow::loss, Collectors.toList())));
        List<Dot> dots = new ArrayList<>();
        columns.forEach((column, losses) -> {
            double low = losses.stream().mapToDouble(loss -> loss).min().orElseThrow();
            double high = losses.stream().mapToDouble(loss -> loss).max().orElseThrow();
            dots.add(new Dot(column, at(y, high)));
            if (low < high) {
                dots.add(new Dot(column, at(y, low)));
            }
        });
        return dots;
    }

    private Map<Integer, Double> means() {
        return rows.stream()
                .collect(
                        Collectors.groupingBy(StepRow::epoch, TreeMap::new, Collectors.averagingDouble(StepRow::loss)));
    }

    /** Where the learning rate changed, and where another process went on. */
    private void events(Drawing on, Scale x) {
        double labelled = Double.NEGATIVE_INFINITY;
        for (int i = 1; i < rows.size(); i++) {
            double before = rows.get(i - 1).learningRate();
            double now = rows.get(i).learningRate();
            if (before != now) {
                double at = x.at((rows.get(i).step() - 1.0) / stepsPerEpoch);
                on.line(Ink.EVENT, new Dot(at, BOTTOM), new Dot(at, TOP));
                on.text(Ink.AXIS, new Dot(at, LABELS), Anchor.MIDDLE, "learning rate " + figure(now));
                labelled = at;
            }
        }
        for (int step : resumedAfter) {
            double at = x.at((double) step / stepsPerEpoch);
            on.line(Ink.EVENT, new Dot(at, TOP), new Dot(at, TOP + RESUMED_HEIGHT));
            if (Math.abs(at - labelled) > LABEL_ROOM) {
                on.text(Ink.AXIS, new Dot(at, LABELS), Anchor.MIDDLE, "resumed");
                labelled = at;
            }
        }
    }

    private static void legend(Drawing on) {
        on.line(Ink.CURVE_MEAN, new Dot(RIGHT - 190, 18), new Dot(RIGHT - 170, 18));
        on.text(Ink.AXIS, new Dot(RIGHT - 164, 22), Anchor.START, "mean of an epoch");
        on.line(Ink.CURVE_BATCH, new Dot(RIGHT - 32, 18), new Dot(RIGHT - 12, 18));
        on.text(Ink.AXIS, new Dot(RIGHT - 6, 22), Anchor.START, "batch");
    }
}
