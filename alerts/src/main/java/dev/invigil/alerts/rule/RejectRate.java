// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import java.time.Duration;

/**
 * Settings of the rule "reject rate above its baseline": opens when, were the true rate the baseline plus {@code margin}, so many
 * rejects in the window had a probability of at most {@code significance}.
 *
 * @param enabled whether the rule is on
 * @param window how far back the rate is taken, at least a second
 * @param minimumSample scored verdicts that the window must hold before it can open an incident, at least 1
 * @param margin rise above the baseline that is tolerated, as a fraction, above 0 and below 1
 * @param significance how improbable the rejects must be, per look, above 0 and below 1
 * @param minimumBaseline scored verdicts that the baseline must rest on, at least 1
 * @param halfLife verdicts after which an old one weighs half in the baseline, at least minimumBaseline
 * @param adoptAfter a raised level that lasts so long becomes the baseline; at least window
 */
public record RejectRate(
        @Default("true") boolean enabled,
        @Default("10m") Duration window,
        @Default("50") int minimumSample,
        @Default("0.02") double margin,
        @Default("0.0001") double significance,
        @Default("200") int minimumBaseline,
        @Default("5000") int halfLife,
        @Default("8h") Duration adoptAfter) {

    public RejectRate {
        new Requirements()
                .that(window.compareTo(Duration.ofSeconds(1)) >= 0, "window", "must be at least 1s")
                .that(minimumSample >= 1, "minimum-sample", "must be at least 1, but is " + minimumSample)
                .that(margin > 0 && margin < 1, "margin", "must be above 0 and below 1, but is " + margin)
                .that(
                        significance > 0 && significance < 1,
                        "significance",
                        "must be above 0 and below 1, but is " + significance)
                .that(minimumBaseline >= 1, "minimum-baseline", "must be at least 1, but is " + minimumBaseline)
                .that(
                        halfLife >= minimumBaseline,
                        "half-life",
                        "must be at least minimum-baseline, which is " + minimumBaseline + ", but is " + halfLife)
                .that(adoptAfter.compareTo(window) >= 0, "adopt-after", "must not be below window")
                .verify();
    }
}
