// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * Textbook pixel metrics: all distinct scores are thresholds. The means over 0.2 to 0.8 keep their seven thresholds on the
 * normalised maps, in double and without epsilon.
 */
final class ExactPixelMetrics implements PixelMetrics {
    private static final double[] MEAN_THRESHOLDS = {0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8};

    @Override
    public Map<Metric, MetricValue> of(Pixels pixels) {
        RocArea roc = new RocArea(pixels.positives(), pixels.negatives());
        AveragePrecision precision = new AveragePrecision(pixels.positives());
        BestOverlap best = new BestOverlap(pixels.positives());
        ExactAupro aupro = new ExactAupro(pixels.regions(), pixels.negatives());
        NormalisedSweep sweep = new NormalisedSweep(pixels, MEAN_THRESHOLDS, ScoreType.FLOAT64, 0);
        pixels.walk(List.of(roc, precision, best, aupro, sweep.listener()));

        Map<Metric, MetricValue> metrics = new EnumMap<>(Metric.class);
        metrics.put(Metric.PIXEL_AUROC, roc.value());
        metrics.put(Metric.PIXEL_AP, precision.value());
        metrics.put(Metric.PIXEL_F1_MAX, best.f1());
        metrics.put(Metric.PIXEL_DICE_MAX, best.f1());
        metrics.put(Metric.PIXEL_IOU_MAX, best.iou());
        metrics.put(Metric.PIXEL_ACC_MAX, MetricValue.unless(Missing.anomalies(pixels.positives()), () -> 1));
        metrics.put(Metric.AUPRO, aupro.value());
        metrics.put(Metric.PIXEL_F1_SWEEP, swept(pixels, () -> sweep.mean(OverlapScores::f1)));
        metrics.put(Metric.PIXEL_DICE_SWEEP, swept(pixels, () -> sweep.mean(OverlapScores::dice)));
        metrics.put(Metric.PIXEL_ACC_SWEEP, swept(pixels, () -> sweep.mean(OverlapScores::acc)));
        metrics.put(Metric.PIXEL_IOU_SWEEP, swept(pixels, () -> sweep.mean(OverlapScores::iou)));
        return metrics;
    }

    private static MetricValue swept(Pixels pixels, DoubleSupplier mean) {
        return MetricValue.unless(
                pixels.isConstant() ? "all scores are equal" : Missing.anomalies(pixels.positives()), mean);
    }
}
