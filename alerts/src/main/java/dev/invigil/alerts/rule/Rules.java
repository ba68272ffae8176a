// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import java.time.Duration;

/**
 * Everything that decides over the alerts of one camera.
 *
 * @param updateEvery least time between two UPDATED of an incident, unless its count has doubled
 * @param forgetAfter a camera without verdicts for so long is forgotten: its incidents close, its state goes
 */
public record Rules(
        KOfN kOfN,
        Consecutive consecutiveRejects,
        Consecutive consecutiveUnscored,
        WrongProduct wrongProduct,
        RejectRate rejectRate,
        SilentCamera silentCamera,
        @Default("1m") Duration updateEvery,
        @Default("7d") Duration forgetAfter) {

    public Rules {
        new Requirements()
                .that(
                        forgetAfter.compareTo(silentCamera.after()) > 0,
                        "forget-after",
                        "must be above silent-camera.after")
                .verify();
    }
}
