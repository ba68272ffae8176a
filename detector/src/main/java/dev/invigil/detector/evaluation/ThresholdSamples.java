// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.evaluation;

/** Reads the curve at given thresholds while the walk goes by. */
final class ThresholdSamples implements CurveListener {

    /** Whether a score is predicted at a threshold; once false for a score, false for all lower ones. */
    interface Rule {
        boolean isPredicted(double score, double threshold);
    }

    /** What is predicted at a threshold; the components as in {@link CurveListener#point}. */
    record Counts(long truePositives, long falsePositives, double overlap) {
        static final Counts NONE = new Counts(0, 0, 0);

        double predicted() {
            return (double) truePositives + falsePositives;
        }
    }

    private final double[] thresholds;
    private final Rule rule;
    private final Counts[] passed;
    /** The highest threshold that all scores so far exceed. */
    private int open;

    private long truePositives;
    private long falsePositives;
    private double overlap;

    /** @param thresholds upward, in the score's own type */
    ThresholdSamples(double[] thresholds, Rule rule) {
        this.thresholds = thresholds.clone();
        this.rule = rule;
        this.passed = new Counts[thresholds.length];
        this.open = thresholds.length - 1;
    }

    @Override
    public void point(double score, long truePositives, long falsePositives, double overlap) {
        while (open >= 0 && !rule.isPredicted(score, thresholds[open])) {
            passed[open--] = latest();
        }
        this.truePositives = truePositives;
        this.falsePositives = falsePositives;
        this.overlap = overlap;
    }

    private Counts latest() {
        return new Counts(truePositives, falsePositives, overlap);
    }

    int size() {
        return thresholds.length;
    }

    double threshold(int index) {
        return thresholds[index];
    }

    Counts counts(int index) {
        return index > open ? passed[index] : latest();
    }
}
