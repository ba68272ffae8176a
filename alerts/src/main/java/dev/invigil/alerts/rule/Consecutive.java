// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;

/**
 * Settings of a rule "N in a row".
 *
 * @param enabled whether the rule is on
 * @param count verdicts in a row that open an incident, at least 1
 * @param clearAfter number of other verdicts in a row that close the incident, at least 1
 */
public record Consecutive(
        @Default("true") boolean enabled,
        @Default("3") int count,
        @Default("5") int clearAfter) {
    public Consecutive {
        new Requirements()
                .that(count >= 1, "count", "must be at least 1, but is " + count)
                .that(clearAfter >= 1, "clear-after", "must be at least 1, but is " + clearAfter)
                .verify();
    }
}
