// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import dev.invigil.detector.decision.GoodParts;
import java.time.Duration;
import java.util.Objects;

/**
 * How a snapshot is made of golden data and frames.
 *
 * @param quarantine how old the verdict of an unlabelled frame must be, so that there is time to object; 0 or more
 * @param perProduct most good frames of a product, and most defective ones; 0 or more
 * @param leaveOut share of the unlabelled good frames of a product and camera that is left out, those with the highest scores; 0 to 1
 * @param shares of the roles of good frames
 * @param calibrationShare of the golden training parts, held out for thresholds; above 0 and below 1
 * @param seed of the split of golden parts and of the choice of frames
 */
public record SnapshotRules(
        Duration quarantine, int perProduct, double leaveOut, RoleShares shares, double calibrationShare, long seed) {
    /** One hour, 500 frames, 5 % left out. */
    public static final SnapshotRules DEFAULT = new SnapshotRules(
            Duration.ofHours(1), 500, 0.05, RoleShares.DEFAULT, GoodParts.DEFAULT_CALIBRATION_SHARE, 42);

    public SnapshotRules {
        Objects.requireNonNull(shares, "shares");
        if (quarantine.isNegative()) {
            throw new IllegalArgumentException("the quarantine must be 0 or more, but is " + quarantine);
        }
        if (perProduct < 0) {
            throw new IllegalArgumentException("the frames per product must be 0 or more, but are " + perProduct);
        }
        if (!(leaveOut >= 0 && leaveOut < 1)) {
            throw new IllegalArgumentException(
                    "the share to leave out must be at least 0 and below 1, not " + leaveOut);
        }
        if (!(calibrationShare > 0 && calibrationShare < 1)) {
            throw new IllegalArgumentException(
                    "the calibration share must be above 0 and below 1, not " + calibrationShare);
        }
    }
}
