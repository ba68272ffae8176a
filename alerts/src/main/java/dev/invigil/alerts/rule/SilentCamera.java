// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import java.time.Duration;

/**
 * Settings of the rule "silent camera": a known camera has no verdict for too long (wall-clock time).
 *
 * @param enabled whether the rule is on
 * @param after the limit, at least a second
 * @param knownAfter number of verdicts from which on the camera is known, so that single frames under an invented name open no incident
 */
public record SilentCamera(
        @Default("true") boolean enabled,
        @Default("60s") Duration after,
        @Default("3") int knownAfter) {
    public SilentCamera {
        new Requirements()
                .that(after.compareTo(Duration.ofSeconds(1)) >= 0, "after", "must be at least 1s")
                .that(knownAfter >= 1, "known-after", "must be at least 1, but is " + knownAfter)
                .verify();
    }
}
