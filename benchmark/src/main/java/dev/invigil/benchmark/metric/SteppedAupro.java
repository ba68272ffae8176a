// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * AUPRO as ADer's own code has it: even steps over the class's range of scores, points with a false-positive rate strictly below 0.3
 * kept, their rates stretched to 0..1, trapezoid. The integration ends at the largest sampled rate below the limit, not at it.
 */
final class SteppedAupro {
    static final int STEPS = 100;
    private static final double LIMIT = 0.3;

    private final Pixels pixels;
    private final ThresholdSamples samples;
    private final double[] thresholds;

    SteppedAupro(Pixels pixels, int steps) {
        this.pixels = pixels;
        this.thresholds = thresholds(pixels, steps);
        this.samples = new ThresholdSamples(
                pixels,
                Arrays.stream(thresholds).map(pixels.type()::round).toArray(),
                (score, threshold) -> score > threshold);
    }

    /** min, min + d', ... below max: the values numpy's arange gives, one more than asked for when the quotient rounds up. */
    private static double[] thresholds(Pixels pixels, int steps) {
        double range = pixels.type().difference(pixels.max(), pixels.min());
        if (range == 0) {
            return new double[0];
        }
        double min = pixels.min();
        double step = min + range / steps - min;
        double[] thresholds = new double[(int) Math.ceil(range / (range / steps))];
        for (int i = 0; i < thresholds.length; i++) {
            thresholds[i] = min + i * step;
        }
        return thresholds;
    }

    CurveListener listener() {
        return samples;
    }

    /** @param pro mean over all regions of the predicted share of the region */
    record Point(double pro, double falsePositiveRate, double threshold) {}

    /** After the walk, by rising threshold; NaN where there is no region or no normal pixel. */
    List<Point> curve() {
        List<Point> curve = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            ThresholdSamples.Counts counts = samples.counts(i);
            curve.add(new Point(
                    counts.overlap() / pixels.regions(),
                    (double) counts.falsePositives() / pixels.negatives(),
                    thresholds[i]));
        }
        return curve;
    }

    MetricValue value() {
        String missing = Missing.either(pixels.positives(), pixels.negatives());
        if (missing != null) {
            return MetricValue.undefined(missing);
        }
        if (pixels.isConstant()) {
            return MetricValue.undefined("all scores are equal");
        }
        List<Point> kept =
                curve().stream().filter(p -> p.falsePositiveRate() < LIMIT).toList();
        if (kept.isEmpty()) {
            return MetricValue.undefined("no sampled false-positive rate below 0.3");
        }
        double widest = kept.get(0).falsePositiveRate();
        double narrowest = kept.get(kept.size() - 1).falsePositiveRate();
        if (widest == narrowest) {
            return MetricValue.undefined("only one sampled false-positive rate is below 0.3");
        }
        double area = 0;
        for (int i = 1; i < kept.size(); i++) {
            Point a = kept.get(i - 1);
            Point b = kept.get(i);
            area += (a.falsePositiveRate() - b.falsePositiveRate()) / (widest - narrowest) * (a.pro() + b.pro()) / 2;
        }
        return MetricValue.of(area);
    }
}
