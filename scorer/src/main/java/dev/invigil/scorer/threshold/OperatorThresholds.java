// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.threshold;

import dev.invigil.contracts.threshold.ThresholdKey;
import dev.invigil.contracts.threshold.ThresholdOverride;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.detector.decision.InspectionPoint;
import dev.invigil.detector.decision.OperatorThreshold;

/** Converts records of the thresholds topic to the overrides that the decision uses. */
public final class OperatorThresholds {
    private OperatorThresholds() {}

    /** @param position of the record */
    public static OperatorThreshold of(ThresholdOverride set, RecordPosition position) {
        return new OperatorThreshold(
                point(set.key()),
                set.reject(),
                set.review(),
                set.model(),
                set.reason(),
                set.setBy(),
                set.setAt(),
                set.expiresAt(),
                new OperatorThreshold.Source(position.topic(), position.partition(), position.offset()));
    }

    /** The product and camera of a record's key. */
    public static InspectionPoint point(ThresholdKey key) {
        return new InspectionPoint(key.product(), key.camera());
    }
}
