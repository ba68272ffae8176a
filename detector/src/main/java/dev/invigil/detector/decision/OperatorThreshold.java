// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Thresholds that an operator set; they go before those of the bundle.
 *
 * @param point what they are for; without a camera, for all cameras
 * @param reject a score above it is a REJECT
 * @param review a score above it, up to {@code reject}, is a REVIEW
 * @param model digest of the bundle that they are for; absent, for any
 * @param reason why, in one line
 * @param setBy who
 * @param setAt when
 * @param expiresAt from when on they no longer count
 * @param source the record that set them
 */
public record OperatorThreshold(
        InspectionPoint point,
        double reject,
        double review,
        Optional<String> model,
        String reason,
        String setBy,
        Instant setAt,
        Optional<Instant> expiresAt,
        Source source) {
    public OperatorThreshold {
        Objects.requireNonNull(point, "point");
        if (!Double.isFinite(reject) || !Double.isFinite(review) || !(review <= reject)) {
            throw new IllegalArgumentException(
                    "thresholds must be finite numbers with review <= reject, but are " + review + " and " + reject);
        }
    }

    /** The place of a record on a topic. */
    public record Source(String topic, int partition, long offset) {}

    /** Whether they are for the model of this digest. */
    public boolean isFor(String modelDigest) {
        return model.map(modelDigest::equals).orElse(true);
    }

    /** Whether they no longer count. */
    public boolean isExpired(Instant now) {
        return expiresAt.map(end -> !now.isBefore(end)).orElse(false);
    }
}
