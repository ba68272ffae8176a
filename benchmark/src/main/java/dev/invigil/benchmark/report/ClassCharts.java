// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.chart.Chart;
import dev.invigil.benchmark.chart.Dot;
import dev.invigil.benchmark.chart.Ink;
import dev.invigil.benchmark.metric.Curves;
import dev.invigil.detector.decision.ClassThreshold;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The drawings of a class. */
final class ClassCharts {
    /** AUPRO looks no further. */
    private static final double PRO_LIMIT = 0.3;

    private ClassCharts() {}

    /** By the names of their files. */
    static Map<String, Chart> of(ClassReport report) {
        Map<String, Chart> charts = new LinkedHashMap<>();
        charts.put("scores", new Histogram(report.parts(), report.threshold()));
        charts.put("roc", roc(report));
        charts.put("pr", precisionRecall(report.curves()));
        charts.put("pro", pro(report.curves()));
        return charts;
    }

    static LineChart roc(ClassReport report) {
        Dot origin = new Dot(0, 0);
        return new LineChart(
                "ROC",
                "share of good parts or pixels flagged",
                "share of defects found",
                1,
                lines(report.curves(), Curves.Point::falsePositiveRate, Curves.Point::recall, List.of(origin)),
                marks(report));
    }

    private static List<LineChart.Mark> marks(ClassReport report) {
        if (report.good().total() == 0 || report.defective().total() == 0) {
            return List.of();
        }
        ClassThreshold threshold = report.threshold().orElseThrow();
        return List.of(
                new LineChart.Mark(Ink.MARK_REVIEW, dot(report.parts(), threshold.review())),
                new LineChart.Mark(Ink.MARK_REJECT, dot(report.parts(), threshold.reject())));
    }

    /** The rates at a threshold, without the product check. */
    private static Dot dot(List<DecidedPart> parts, double threshold) {
        return new Dot(shareAbove(threshold, parts, false), shareAbove(threshold, parts, true));
    }

    private static double shareAbove(double threshold, List<DecidedPart> parts, boolean defective) {
        return parts.stream()
                .filter(part -> part.defective() == defective)
                .mapToDouble(part -> part.score() > threshold ? 1 : 0)
                .average()
                .orElseThrow();
    }

    static LineChart precisionRecall(Curves curves) {
        return new LineChart(
                "Precision and recall",
                "recall: share of defects found",
                "share of flagged parts or pixels that are defects",
                1,
                lines(curves, Curves.Point::recall, Curves.Point::precision, List.of()),
                List.of());
    }

    static LineChart pro(Curves curves) {
        LineChart.Line regions = new LineChart.Line(
                "regions",
                Ink.CURVE_PIXELS,
                dots(curves.pixels(), Curves.Point::falsePositiveRate, Curves.Point::pro, List.of(new Dot(0, 0))));
        return new LineChart(
                "PRO, up to the limit of AUPRO",
                "share of good pixels flagged",
                "mean share of a region found",
                PRO_LIMIT,
                List.of(regions),
                List.of());
    }

    private static List<LineChart.Line> lines(
            Curves curves, ToDoubleFunction<Curves.Point> x, ToDoubleFunction<Curves.Point> y, List<Dot> first) {
        List<LineChart.Line> lines = new ArrayList<>();
        lines.add(new LineChart.Line("parts", Ink.CURVE_IMAGES, dots(curves.images(), x, y, first)));
        lines.add(new LineChart.Line("pixels", Ink.CURVE_PIXELS, dots(curves.pixels(), x, y, first)));
        return lines;
    }

    private static List<Dot> dots(
            List<Curves.Point> points,
            ToDoubleFunction<Curves.Point> x,
            ToDoubleFunction<Curves.Point> y,
            List<Dot> first) {
        return Stream.concat(
                        first.stream(),
                        points.stream().map(point -> new Dot(x.applyAsDouble(point), y.applyAsDouble(point))))
                .toList();
    }
}
