// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Pixel metrics of the ADer benchmark's tables. */
final class AdevalPixelMetrics implements PixelMetrics {

    @Override
    public Map<Metric, MetricValue> of(Pixels pixels) {
        StripHistogram strips = new StripHistogram(pixels, StripHistogram.STRIPS);
        ReferenceSweeps sweeps = new ReferenceSweeps(pixels);

        List<CurveListener> listeners = new ArrayList<>(sweeps.listeners());
        listeners.add(strips.listener());
        pixels.walk(listeners);

        Map<Metric, MetricValue> metrics = sweeps.metrics();
        metrics.put(Metric.PIXEL_AUROC, strips.auroc());
        metrics.put(Metric.PIXEL_AP, strips.precisionRecallArea());
        metrics.put(Metric.AUPRO, strips.aupro());
        return metrics;
    }
}
