// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import java.time.Duration;

/**
 * Settings of the rule "the ACTIVE model is not in use".
 *
 * @param enabled whether the rule is on
 * @param after how long after its activation verdicts may be made by another model, at least a second
 */
public record ModelInUse(
        @Default("true") boolean enabled, @Default("60s") Duration after) {
    public ModelInUse {
        new Requirements()
                .that(after.toSeconds() >= 1, "after", "must be at least 1s")
                .verify();
    }
}
