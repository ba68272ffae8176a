// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code ader} and {@code adeval} share: maxima over the thresholds 0, 0.05, ..., 1 and means over 0.2, 0.3, ..., 0.8, in the maps' own
 * type. All are 0 without anomalies, as in the reference.
 */
final class ReferenceSweeps {
    private static final double[] MAX_THRESHOLDS = NormalisedSweep.range(0, 1 + 0.001, 0.05);
    private static final double[] MEAN_THRESHOLDS = NormalisedSweep.range(0.2, 0.8 + 0.001, 0.1);
    private static final double EPSILON = 1e-8;

    private final NormalisedSweep fine;
    private final NormalisedSweep coarse;

    ReferenceSweeps(Pixels pixels) {
        this.fine = new NormalisedSweep(pixels, MAX_THRESHOLDS, pixels.type(), EPSILON);
        this.coarse = new NormalisedSweep(pixels, MEAN_THRESHOLDS, pixels.type(), EPSILON);
    }

    List<CurveListener> listeners() {
        return List.of(fine.listener(), coarse.listener());
    }

    Map<Metric, MetricValue> metrics() {
        Map<Metric, MetricValue> metrics = new EnumMap<>(Metric.class);
        metrics.put(Metric.PIXEL_F1_MAX, MetricValue.of(fine.max(OverlapScores::f1)));
        metrics.put(Metric.PIXEL_DICE_MAX, MetricValue.of(fine.max(OverlapScores::dice)));
        metrics.put(Metric.PIXEL_ACC_MAX, MetricValue.of(fine.max(OverlapScores::acc)));
        metrics.put(Metric.PIXEL_IOU_MAX, MetricValue.of(fine.max(OverlapScores::iou)));
        metrics.put(Metric.PIXEL_F1_SWEEP, MetricValue.of(coarse.mean(OverlapScores::f1)));
        metrics.put(Metric.PIXEL_DICE_SWEEP, MetricValue.of(coarse.mean(OverlapScores::dice)));
        metrics.put(Metric.PIXEL_ACC_SWEEP, MetricValue.of(coarse.mean(OverlapScores::acc)));
        metrics.put(Metric.PIXEL_IOU_SWEEP, MetricValue.of(coarse.mean(OverlapScores::iou)));
        return metrics;
    }
}
