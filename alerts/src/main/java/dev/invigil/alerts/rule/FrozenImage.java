// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;

/**
 * Settings of the rule "frozen image".
 *
 * @param enabled whether the rule is on
 * @param count frames in a row with the same image that open an incident, at least 2
 */
public record FrozenImage(
        @Default("true") boolean enabled, @Default("5") int count) {
    public FrozenImage {
        new Requirements()
                .that(count >= 2, "count", "must be at least 2, but is " + count)
                .verify();
    }
}
