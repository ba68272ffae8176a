// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

/** AP: the sum over distinct scores of (R_k - R_{k-1}) * precision_k, a step function, not a trapezoid. */
final class AveragePrecision implements CurveListener {
    private final long positives;
    private double sum;
    private long lastTruePositives;

    AveragePrecision(long positives) {
        this.positives = positives;
    }

    @Override
    public void point(long key, long truePositives, long falsePositives, double overlap) {
        if (truePositives > lastTruePositives) {
            sum += (double) (truePositives - lastTruePositives) * truePositives / (truePositives + falsePositives);
            lastTruePositives = truePositives;
        }
    }

    /** 0 without anomalies, as in the reference. */
    double valueOrZero() {
        return positives == 0 ? 0 : sum / positives;
    }

    MetricValue value() {
        return MetricValue.unless(Missing.anomalies(positives), this::valueOrZero);
    }
}
