// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

/** AUROC: trapezoid area under (FP/N, TP/P) over all distinct scores with (0,0) in front; ties count one half. */
final class RocArea implements CurveListener {
    private final long positives;
    private final long negatives;
    private double doubledArea;
    private long lastTruePositives;
    private long lastFalsePositives;

    RocArea(long positives, long negatives) {
        this.positives = positives;
        this.negatives = negatives;
    }

    @Override
    public void point(long key, long truePositives, long falsePositives, double overlap) {
        doubledArea += (double) (falsePositives - lastFalsePositives) * (truePositives + lastTruePositives);
        lastTruePositives = truePositives;
        lastFalsePositives = falsePositives;
    }

    MetricValue value() {
        return MetricValue.unless(Missing.either(positives, negatives), () -> doubledArea / 2 / positives / negatives);
    }
}
