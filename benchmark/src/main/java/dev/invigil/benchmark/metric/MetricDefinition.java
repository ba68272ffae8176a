// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

/**
 * Metric definition: what a pixel metric's name means. Image metrics are the same in all three, apart from what is undefined.
 */
public enum MetricDefinition {
    /**
     * The papers' tables: exact pixel AUROC and AP; F1, IoU, accuracy and Dice at 21 (maximum) or 7 (mean over 0.2 to
     * 0.8) thresholds of the class's min-max normalised maps; AUPRO at 100 even steps with the kept false-positive rates
     * stretched to 1. Follows the reference in its edge cases too: AP and F1 of a class without anomalies are 0.
     */
    ADER("ader"),
    /**
     * The ADer benchmark's tables: pixel AUROC, AP (a trapezoid here) and AUPRO from a histogram of 50 equal strips; all
     * else as {@link #ADER}. The arithmetic is that of adeval's CPU class.
     */
    ADEVAL("adeval"),
    /**
     * The textbook: every distinct score is a threshold, no epsilon, AUPRO up to a false-positive rate of 0.3 with linear
     * interpolation at the limit. What has no meaning without anomalies is undefined.
     */
    EXACT("exact");

    private final String label;

    MetricDefinition(String label) {
        this.label = label;
    }

    /** The name in commands and reports. */
    public String label() {
        return label;
    }

    /** How this definition turns a class's pixels into metrics. */
    PixelMetrics pixelMetrics() {
        return switch (this) {
            case ADER -> new AderPixelMetrics();
            case ADEVAL -> new AdevalPixelMetrics();
            case EXACT -> new ExactPixelMetrics();
        };
    }
}
