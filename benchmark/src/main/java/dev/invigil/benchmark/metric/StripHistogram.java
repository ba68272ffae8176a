// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.function.DoubleSupplier;

/**
 * adeval's curves: equal strips between the class's lowest and highest score, and at each of their edges the counts at or above it.
 * No point is put before the first or after the last edge.
 */
final class StripHistogram {
    static final int STRIPS = 50;
    private static final double LIMIT = 0.3;

    private final Pixels pixels;
    private final ThresholdSamples samples;

    StripHistogram(Pixels pixels, int strips) {
        this.pixels = pixels;
        this.samples = new ThresholdSamples(pixels, edges(pixels, strips), (score, edge) -> score >= edge);
    }

    /** e_j = (j/strips)*(hi-lo)+lo in float32, whatever the maps' type. */
    private static double[] edges(Pixels pixels, int strips) {
        float low = (float) pixels.min();
        float range = (float) pixels.type().difference(pixels.max(), pixels.min());
        double[] edges = new double[strips + 1];
        for (int j = 0; j <= strips; j++) {
            edges[j] = (float) ((double) j / strips) * range + low;
        }
        return edges;
    }

    CurveListener listener() {
        return samples;
    }

    MetricValue auroc() {
        return unlessDegenerate(() -> trapezoid(this::falsePositiveRate, this::recall));
    }

    /** The value in AP's column: the trapezoid under precision over recall, precision being 1 where nothing is predicted. */
    MetricValue precisionRecallArea() {
        return unlessDegenerate(() -> trapezoid(this::recall, this::precision));
    }

    /**
     * Area of the regions' mean covered share up to the last edge with a rate of at most 0.3, plus the part up to 0.3 of the segment to the
     * next edge, divided by 0.3.
     */
    MetricValue aupro() {
        String degenerate = degenerate();
        if (degenerate != null) {
            return MetricValue.undefined(degenerate);
        }
        int inside = 0;
        while (inside < samples.size() && falsePositiveRate(inside) > LIMIT) {
            inside++;
        }
        if (inside == samples.size()) {
            return MetricValue.undefined("more than 0.3 of the normal pixels are in the highest strip");
        }
        if (inside == 0) {
            return MetricValue.undefined("no strip edge above a false-positive rate of 0.3");
        }
        double x1 = falsePositiveRate(inside);
        double y1 = pro(inside);
        double x2 = falsePositiveRate(inside - 1);
        double y2 = pro(inside - 1);
        if (y2 == 0) {
            return MetricValue.undefined("no region is detected up to a false-positive rate of 0.3");
        }
        double area = 0;
        for (int j = inside + 1; j < samples.size(); j++) {
            area += (falsePositiveRate(j - 1) - falsePositiveRate(j)) * (pro(j - 1) + pro(j)) / 2;
        }
        double segment = (x2 - x1) * (y1 + y2) / 2;
        double part = (LIMIT - x1) / (x2 - x1);
        double rectangle = y1 / (y1 + (y2 - y1) / 2);
        double partArea = segment * rectangle * part + segment * (1 - rectangle) * part * part;
        return MetricValue.of((area + partArea) / LIMIT);
    }

    private MetricValue unlessDegenerate(DoubleSupplier value) {
        return MetricValue.unless(degenerate(), value);
    }

    private String degenerate() {
        return pixels.isConstant() ? "all scores are equal" : Missing.either(pixels.positives(), pixels.negatives());
    }

    private interface AtEdge {
        double value(int edge);
    }

    private double trapezoid(AtEdge x, AtEdge y) {
        double area = 0;
        for (int j = 1; j < samples.size(); j++) {
            area += (x.value(j - 1) - x.value(j)) * (y.value(j - 1) + y.value(j)) / 2;
        }
        return area;
    }

    private double recall(int edge) {
        return (double) samples.counts(edge).truePositives() / pixels.positives();
    }

    private double falsePositiveRate(int edge) {
        return (double) samples.counts(edge).falsePositives() / pixels.negatives();
    }

    private double precision(int edge) {
        ThresholdSamples.Counts counts = samples.counts(edge);
        return counts.predicted() == 0 ? 1 : counts.truePositives() / counts.predicted();
    }

    private double pro(int edge) {
        return samples.counts(edge).overlap() / pixels.regions();
    }
}
