// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

/**
 * F1, Dice, accuracy and IoU of the predicted against the anomalous pixels at one threshold. With TP the pixels that are both, U
 * those that are either:
 *
 * <pre>
 * precision = TP/(predicted+eps)    recall = TP/(anomalous+eps)
 * F1   = 2*precision*recall/(precision+recall+eps)
 * Dice = 2*TP/(predicted+anomalous+eps)
 * Acc  = recall                     IoU = TP/(U+eps)
 * </pre>
 */
record OverlapScores(double f1, double dice, double acc, double iou) {
    static OverlapScores of(ThresholdSamples.Counts counts, long anomalous, double eps) {
        double hits = counts.truePositives();
        double precision = ratio(hits, counts.predicted() + eps);
        double recall = ratio(hits, anomalous + eps);
        return new OverlapScores(
                ratio(2 * precision * recall, precision + recall + eps),
                ratio(2 * hits, counts.predicted() + anomalous + eps),
                recall,
                ratio(hits, (double) anomalous + counts.falsePositives() + eps));
    }

    /** Nothing hit is 0, even of nothing. */
    private static double ratio(double part, double whole) {
        return part == 0 ? 0 : part / whole;
    }
}
