// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import java.time.Duration;

/**
 * Section {@code trainer.harvest}: which frames of the line are taken into training sets.
 *
 * @param enabled whether any are
 * @param quarantine how old the verdict of an unlabelled frame must be, so that there is time to object
 * @param perProduct most good frames of a product, and most defective ones
 * @param leaveOut share of the unlabelled good frames of a product and camera that is left out, those with the highest scores
 * @param train share of the good parts that train
 * @param calibrate share of the good parts that calibrate; the rest is for tests
 */
public record HarvestConfig(
        @Default("true") boolean enabled,
        @Default("1h") Duration quarantine,
        @Default("500") int perProduct,
        @Default("0.05") double leaveOut,
        @Default("0.6") double train,
        @Default("0.3") double calibrate) {
    public HarvestConfig {
        new Requirements()
                .that(!quarantine.isNegative(), "quarantine", "must not be negative")
                .that(perProduct >= 0, "per-product", "must not be negative, but is " + perProduct)
                .that(leaveOut >= 0 && leaveOut < 1, "leave-out", "must be 0 or more and below 1, but is " + leaveOut)
                .that(train > 0 && train < 1, "train", "must be above 0 and below 1, but is " + train)
                .that(
                        calibrate > 0 && train + calibrate <= 1,
                        "calibrate",
                        "must be above 0, and with train at most 1, but is " + calibrate)
                .verify();
    }
}
