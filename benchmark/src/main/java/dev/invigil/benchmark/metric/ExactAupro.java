// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

/**
 * AUPRO over all distinct scores: the area under the mean covered share of the regions over the false-positive rate, with (0,0) in
 * front, from 0 to 0.3, the segment that crosses 0.3 cut there by linear interpolation; divided by 0.3, so that 1 is perfect.
 */
final class ExactAupro implements CurveListener {
    private static final double LIMIT = 0.3;

    private final long regions;
    private final long negatives;
    private double area;
    private double lastRate;
    private double lastPro;

    ExactAupro(long regions, long negatives) {
        this.regions = regions;
        this.negatives = negatives;
    }

    @Override
    public void point(long key, long truePositives, long falsePositives, double overlap) {
        if (lastRate >= LIMIT) {
            return;
        }
        double rate = (double) falsePositives / negatives;
        double pro = overlap / regions;
        if (rate > LIMIT) {
            pro = lastPro + (pro - lastPro) * (LIMIT - lastRate) / (rate - lastRate);
            rate = LIMIT;
        }
        area += (rate - lastRate) * (pro + lastPro) / 2;
        lastRate = rate;
        lastPro = pro;
    }

    MetricValue value() {
        return MetricValue.unless(Missing.either(regions, negatives), () -> area / LIMIT);
    }
}
