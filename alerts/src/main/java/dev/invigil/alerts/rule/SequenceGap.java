// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;

/**
 * Settings of the rule "gap in the sequence".
 *
 * @param enabled whether the rule is on
 * @param clearAfter frames in a row without a gap that close the incident, at least 1
 */
public record SequenceGap(
        @Default("true") boolean enabled, @Default("100") int clearAfter) {
    public SequenceGap {
        new Requirements()
                .that(clearAfter >= 1, "clear-after", "must be at least 1, but is " + clearAfter)
                .verify();
    }
}
