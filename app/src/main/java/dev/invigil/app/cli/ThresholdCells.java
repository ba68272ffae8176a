// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.decision.ClassThreshold;
import java.util.List;
import java.util.Locale;

/** The guarantees of a threshold as table cells. */
final class ThresholdCells {
    /** Explains the columns; printed below the table. */
    static final String LEGEND =
            "guaranteed: mean false-reject rate over calibrations; 95 % below: upper bound for this calibration, 95 % confidence";

    private ThresholdCells() {}

    /** Guaranteed rate, 95 % bound and basis. */
    static List<String> cells(ClassThreshold threshold) {
        return List.of(
                percent(threshold.guaranteedRate()),
                percent(threshold.realisedRateBound()),
                threshold.basis() instanceof Basis.Provisional ? "provisional" : "calibrated");
    }

    static String number(double threshold) {
        return String.format(Locale.ROOT, "%.4f", threshold);
    }

    private static String percent(double rate) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * rate);
    }
}
