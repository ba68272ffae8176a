// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.threshold;

import dev.invigil.contracts.frame.Frame;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Thresholds set by a person, which go before those of the model bundle. The record's key is {@link #key()}; a record without a value
 * takes it back.
 *
 * @param schema version of this record's JSON, now {@value #SCHEMA}
 * @param product whose parts it is for
 * @param camera when it is for one camera only; it then goes before one for all cameras
 * @param reject a score above it is a REJECT
 * @param review a score above it, up to {@code reject}, is a REVIEW
 * @param model digest of the model bundle that it is meant for: scores of another one mean something else, and are not judged by it.
 *     Absent, it is for any model
 * @param reason one line: why
 * @param setBy who
 * @param setAt when
 * @param expiresAt from when on it no longer counts
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

    public ThresholdOverride {
        new ThresholdKey(product, camera); // checks both
        if (!Double.isFinite(reject) || !Double.isFinite(review) || !(review <= reject)) {
            throw new IllegalArgumentException(
                    "thresholds are numbers with review <= reject, but are " + review + " and " + reject);
        }
        if (model.isPresent() && !model.get().matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "model is the SHA-256 of a bundle, 64 lower-case hex digits, but is " + model.get());
        }
        if (!Frame.isText(reason) || !Frame.isText(setBy)) {
            throw new IllegalArgumentException(
                    "an override says why and by whom, reason and setBy, each in one line of at most " + Frame.MAX_TEXT
                            + " characters");
        }
        Objects.requireNonNull(setAt, "an override needs setAt");
    }

    /** What it is for. */
    public ThresholdKey key() {
        return new ThresholdKey(product, camera);
    }

    /** Whether it is meant for the model of this digest. */
    public boolean isFor(String modelDigest) {
        return model.map(modelDigest::equals).orElse(true);
    }

    /** Whether it no longer counts. */
    public boolean isExpired(Instant now) {
        return expiresAt.map(end -> !now.isBefore(end)).orElse(false);
    }
}
