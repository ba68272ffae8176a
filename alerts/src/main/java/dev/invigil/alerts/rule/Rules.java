// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import java.time.Duration;

/**
 * All rule settings of one camera.
 *
 * @param updateEvery shortest time between two UPDATED alerts of an incident, unless its count has doubled
 * @param forgetAfter after this time without verdicts the camera is removed: its incidents close and its state is deleted
 */
public record Rules(
        KOfN kOfN,
        Consecutive consecutiveRejects,
        Consecutive consecutiveUnscored,
        WrongProduct wrongProduct,
        RejectRate rejectRate,
        CalibrationDrift calibrationDrift,
        FrozenImage frozenImage,
        SequenceGap sequenceGap,
        ModelInUse modelInUse,
        SilentCamera silentCamera,
        @Default("1m") Duration updateEvery,
        @Default("7d") Duration forgetAfter) {

    public Rules {
        new Requirements()
                .that(
                        forgetAfter.compareTo(silentCamera.after()) > 0,
                        "forget-after",
                        "must be longer than silent-camera.after")
                .verify();
    }
}
