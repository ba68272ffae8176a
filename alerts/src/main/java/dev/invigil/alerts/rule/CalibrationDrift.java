// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.alerts.drift.DriftTest;
import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;

/**
 * Settings of the rule "the calibration no longer holds".
 *
 * @param enabled whether the rule is on
 * @param alpha probability of a false alarm in one stretch of one product at one camera, above 0, at most 0.5
 * @param defectShare largest share of defective parts that needs no alert, 0 to less than 1
 * @param stretch parts after which the test begins anew, at least 10
 * @param clearAfter parts after the last alarm after which the incident may close, 1 to stretch
 */
public record CalibrationDrift(
        @Default("true") boolean enabled,
        @Default("0.001") double alpha,
        @Default("0.2") double defectShare,
        @Default("2000") int stretch,
        @Default("200") int clearAfter) {
    public CalibrationDrift {
        new Requirements()
                .that(alpha > 0 && alpha <= 0.5, "alpha", "must be above 0 and at most 0.5, but is " + alpha)
                .that(
                        defectShare >= 0 && defectShare < 1,
                        "defect-share",
                        "must be at least 0 and below 1, but is " + defectShare)
                .that(stretch >= 10, "stretch", "must be at least 10, but is " + stretch)
                .that(
                        clearAfter >= 1 && clearAfter <= stretch,
                        "clear-after",
                        "must be at least 1 and at most stretch, which is " + stretch + ", but is " + clearAfter)
                .verify();
    }

    DriftTest.Settings test() {
        return new DriftTest.Settings(alpha, defectShare, stretch);
    }
}
