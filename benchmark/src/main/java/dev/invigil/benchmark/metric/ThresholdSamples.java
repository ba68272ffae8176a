// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

/** Reads the curve at given thresholds during the walk. */
final class ThresholdSamples implements CurveListener {

    /** Whether a score is predicted at a threshold; once false for a score, false for all lower ones. */
    interface Rule {
        boolean isPredicted(double score, double threshold);
    }

    /** What is predicted at a threshold; the components as in {@link CurveListener#point}. */
    record Counts(long truePositives, long falsePositives, double overlap) {
        double predicted() {
            return (double) truePositives + falsePositives;
        }
    }

    /** Per threshold downward: the last key that is predicted. So the comparison with a score is made once, not per pixel. */
    private final long[] cuts;

    private final Counts[] counts;
    private int passed;

    /** @param thresholds upward, in the scores' own type */
    ThresholdSamples(Pixels pixels, double[] thresholds, Rule rule) {
        cuts = new long[thresholds.length];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = lastPredicted(pixels, thresholds[cuts.length - 1 - i], rule);
        }
        counts = new Counts[cuts.length];
    }

    /** Bisects the class's range of keys; the key before the range when nothing is predicted. */
    private static long lastPredicted(Pixels pixels, double threshold, Rule rule) {
        long predicted = pixels.highestKey() - 1;
        long end = pixels.lowestKey() + 1;
        while (predicted + 1 < end) {
            // the mean of the two without their difference, which for doubles may overflow
            long middle = (predicted & end) + ((predicted ^ end) >> 1);
            if (rule.isPredicted(pixels.type().score(middle), threshold)) {
                predicted = middle;
            } else {
                end = middle;
            }
        }
        return predicted;
    }

    @Override
    public long[] stops() {
        return cuts.clone();
    }

    @Override
    public void point(long key, long truePositives, long falsePositives, double overlap) {
        while (passed < cuts.length && cuts[passed] == key) {
            counts[passed++] = new Counts(truePositives, falsePositives, overlap);
        }
    }

    int size() {
        return cuts.length;
    }

    /** At the threshold of that index; after the walk. */
    Counts counts(int index) {
        return counts[cuts.length - 1 - index];
    }
}
