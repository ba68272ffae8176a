// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.retrain;

import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import java.time.Duration;
import java.util.Optional;

/**
 * Section {@code trainer.shadow}: whether a candidate that the gate lets through scores live frames without effect before it may decide.
 *
 * @param period how long; 0: candidates are not put into shadow
 * @param maxDisagreement largest share of frames that it may decide otherwise than the line, 0 to 1; absent: any
 * @param leastFrames frames that it must have scored by the end, at least 1
 */
public record ShadowRules(
        @Default("0s") Duration period,
        Optional<Double> maxDisagreement,
        @Default("100") int leastFrames) {
    /** Without a shadow. */
    public static final ShadowRules NONE = new ShadowRules(Duration.ZERO, Optional.empty(), 100);

    public ShadowRules {
        new Requirements()
                .that(!period.isNegative(), "period", "must not be negative")
                .that(
                        maxDisagreement.map(share -> share >= 0 && share <= 1).orElse(true),
                        "max-disagreement",
                        "must be 0 to 1, or be absent")
                .that(leastFrames >= 1, "least-frames", "must be at least 1, but is " + leastFrames)
                .verify();
    }

    boolean isAsked() {
        return !period.isZero();
    }
}
