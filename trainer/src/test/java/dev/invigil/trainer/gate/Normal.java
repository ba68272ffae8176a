// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

/** The standard normal distribution, and image AUROC and AP of scores that have it. */
final class Normal {
    private static final int STEPS = 4000;
    private static final double END = 9;

    private Normal() {}

    /** Simpson's rule from 0. */
    static double below(double x) {
        double width = x / STEPS;
        double sum = 0;
        for (int i = 0; i <= STEPS; i++) {
            sum += (i == 0 || i == STEPS ? 1 : i % 2 == 1 ? 4 : 2) * density(i * width);
        }
        return 0.5 + sum * width / 3;
    }

    private static double density(double x) {
        return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
    }

    static double quantile(double probability) {
        double low = -END;
        double high = END;
        while (high - low > 1e-9) {
            double middle = (low + high) / 2;
            if (below(middle) < probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Good parts at 0 and defective ones at this distance. */
    static double aurocOfDistance(double distance) {
        return below(distance / Math.sqrt(2));
    }

    static double distanceOfAuroc(double auroc) {
        return quantile(auroc) * Math.sqrt(2);
    }

    /** AP of good parts at 0 and defective ones at this distance: the mean precision at the scores of the defective ones. */
    static double apOfDistance(double distance, double good, double defective) {
        double sum = 0;
        int steps = 400;
        for (int i = 0; i < steps; i++) {
            double recall = (i + 0.5) / steps;
            double threshold = distance - quantile(recall);
            double falsePositives = good * (1 - below(threshold));
            sum += defective * recall / (defective * recall + falsePositives);
        }
        return sum / steps;
    }

    static double distanceOfAp(double ap, double good, double defective) {
        double low = 0;
        double high = END;
        while (high - low > 1e-4) {
            double middle = (low + high) / 2;
            if (apOfDistance(middle, good, defective) < ap) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
