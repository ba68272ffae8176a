// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import java.util.Optional;

/** Rules that differ for one camera. Each replaces the general rule as a whole. */
public record RuleOverrides(
        Optional<KOfN> kOfN,
        Optional<Consecutive> consecutiveRejects,
        Optional<Consecutive> consecutiveUnscored,
        Optional<WrongProduct> wrongProduct,
        Optional<RejectRate> rejectRate,
        Optional<CalibrationDrift> calibrationDrift,
        Optional<FrozenImage> frozenImage,
        Optional<SequenceGap> sequenceGap,
        Optional<ModelInUse> modelInUse,
        Optional<SilentCamera> silentCamera) {

    /** The rules for the camera. */
    public Rules over(Rules general) {
        return new Rules(
                kOfN.orElse(general.kOfN()),
                consecutiveRejects.orElse(general.consecutiveRejects()),
                consecutiveUnscored.orElse(general.consecutiveUnscored()),
                wrongProduct.orElse(general.wrongProduct()),
                rejectRate.orElse(general.rejectRate()),
                calibrationDrift.orElse(general.calibrationDrift()),
                frozenImage.orElse(general.frozenImage()),
                sequenceGap.orElse(general.sequenceGap()),
                modelInUse.orElse(general.modelInUse()),
                silentCamera.orElse(general.silentCamera()),
                general.updateEvery(),
                general.forgetAfter());
    }
}
