// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import java.time.Duration;

/**
 * Settings of the rule "reject rate above its baseline": opens when the number of rejects in the window would have a probability of at most
 * {@code significance} if the true rate were the baseline plus {@code margin}.
 *
 * @param enabled whether the rule is on
 * @param window length of the window, at least a second
 * @param minimumSample smallest number of scored verdicts in the window to open an incident, at least 1
 * @param margin tolerated increase above the baseline, as a fraction, above 0 and below 1
 * @param significance significance level per evaluation, above 0 and below 1
 * @param minimumBaseline smallest number of scored verdicts in the baseline, at least 1
 * @param halfLife number of verdicts after which the weight of a verdict in the baseline has halved, at least minimumBaseline
 * @param adoptAfter an increased rate that lasts this long becomes the baseline; at least window
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
                .that(adoptAfter.compareTo(window) >= 0, "adopt-after", "must be at least as long as window")
                .verify();
    }
}
