// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.group;

import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import java.time.Duration;

/**
 * Section {@code alerts.grouping}: which incidents of the cameras of a line are reported together. Applies to the causes of which the line
 * itself is often the reason, {@link LineGroups#CAUSES}.
 *
 * @param cameras number of cameras from which on there is one incident of the line
 * @param hold how long a camera's incident must last before it is reported at all
 * @param within incidents of single cameras that were reported within this time before are taken into the incident of the line
 */
public record Grouping(
        @Default("2") int cameras,
        @Default("10s") Duration hold,
        @Default("2m") Duration within) {
    public Grouping {
        new Requirements()
                .that(cameras >= 2, "cameras", "must be at least 2, but is " + cameras)
                .that(!hold.isNegative(), "hold", "must not be negative")
                .that(!within.isNegative(), "within", "must not be negative")
                .verify();
    }
}
