// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.threshold;

import dev.invigil.contracts.frame.Frame;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Thresholds set by an operator, which take precedence over those of the model bundle. The record's key is {@link #key()}; a record without
 * a value clears the override.
 *
 * @param schema version of this record's JSON, now {@value #SCHEMA}
 * @param product the product that it applies to
 * @param camera set when it applies to one camera only; it then takes precedence over one for all cameras
 * @param reject a score above it is a REJECT; 0 to {@value #HIGHEST}
 * @param review a score above it, up to {@code reject}, is a REVIEW; 0 to {@code reject}
 * @param model digest of the model bundle that it applies to: scores of other models are not comparable. When absent, it applies to any
 *     model
 * @param reason one line
 * @param setBy who
 * @param setAt when
 * @param expiresAt when the override stops taking effect
 */
public record ThresholdOverride(
        int schema,
        String product,
        Optional<String> camera,
        double reject,
        double review,
        Optional<String> model,
        String reason,
        String setBy,
        Instant setAt,
        Optional<Instant> expiresAt) {
    /** The schema this version writes. */
    public static final int SCHEMA = 1;
    /** The largest threshold. Scores are 0 or more, and those of all known detectors far smaller. */
    public static final double HIGHEST = 1_000_000;

    public ThresholdOverride {
        new ThresholdKey(product, camera); // checks both
        if (!(review >= 0 && review <= reject && reject <= HIGHEST)) {
            throw new IllegalArgumentException("thresholds must be numbers with 0 <= review <= reject <= "
                    + (long) HIGHEST + ", but review is " + review + " and reject is " + reject);
        }
        if (model.isPresent() && !model.get().matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "model must be the SHA-256 of a bundle (64 lower-case hexadecimal digits), but is " + model.get());
        }
        if (!Frame.isText(reason) || !Frame.isText(setBy)) {
            throw new IllegalArgumentException(
                    "an override needs a reason and setBy, each one line of at most " + Frame.MAX_TEXT + " characters");
        }
        Objects.requireNonNull(setAt, "an override needs setAt");
    }

    /** The product and camera that it applies to. */
    public ThresholdKey key() {
        return new ThresholdKey(product, camera);
    }

    /** Whether it applies to the model with this digest. */
    public boolean isFor(String modelDigest) {
        return model.map(modelDigest::equals).orElse(true);
    }

    /** Whether it has expired. */
    public boolean isExpired(Instant now) {
        return expiresAt.map(end -> !now.isBefore(end)).orElse(false);
    }
}
