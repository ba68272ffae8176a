// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Pixel metrics of the papers' tables. */
final class AderPixelMetrics implements PixelMetrics {

    @Override
    public Map<Metric, MetricValue> of(Pixels pixels) {
        RocArea roc = new RocArea(pixels.positives(), pixels.negatives());
        AveragePrecision precision = new AveragePrecision(pixels.positives());
        SteppedAupro aupro = new SteppedAupro(pixels, SteppedAupro.STEPS);
        ReferenceSweeps sweeps = new ReferenceSweeps(pixels);

        List<CurveListener> listeners = new ArrayList<>(List.of(roc, precision, aupro.listener()));
        listeners.addAll(sweeps.listeners());
        pixels.walk(listeners);

        Map<Metric, MetricValue> metrics = sweeps.metrics();
        metrics.put(Metric.PIXEL_AUROC, roc.value());
        metrics.put(Metric.PIXEL_AP, MetricValue.of(precision.valueOrZero()));
        metrics.put(Metric.AUPRO, aupro.value());
        return metrics;
    }
}
