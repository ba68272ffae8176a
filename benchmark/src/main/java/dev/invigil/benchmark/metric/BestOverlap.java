// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

/** The best F1 (which is Dice) and IoU over all distinct scores, without an epsilon. */
final class BestOverlap implements CurveListener {
    private final long positives;
    private double f1;
    private double iou;

    BestOverlap(long positives) {
        this.positives = positives;
    }

    @Override
    public void point(long key, long truePositives, long falsePositives, double overlap) {
        double predicted = (double) truePositives + falsePositives;
        f1 = Math.max(f1, 2 * truePositives / (predicted + positives));
        iou = Math.max(iou, truePositives / ((double) positives + falsePositives));
    }

    /** 0 without anomalies, as in the reference. */
    double f1OrZero() {
        return f1;
    }

    MetricValue f1() {
        return MetricValue.unless(Missing.anomalies(positives), () -> f1);
    }

    MetricValue iou() {
        return MetricValue.unless(Missing.anomalies(positives), () -> iou);
    }
}
