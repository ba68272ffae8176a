// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;

/**
 * Settings of the rule "another product than expected".
 *
 * @param enabled whether the rule is on
 * @param count parts of another product in a row that open an incident, at least 1
 * @param clearAfter number of parts of the expected product in a row that close the incident, at least 1
 */
public record WrongProduct(
        @Default("true") boolean enabled,
        @Default("1") int count,
        @Default("5") int clearAfter) {
    public WrongProduct {
        new Requirements()
                .that(count >= 1, "count", "must be at least 1, but is " + count)
                .that(clearAfter >= 1, "clear-after", "must be at least 1, but is " + clearAfter)
                .verify();
    }
}
