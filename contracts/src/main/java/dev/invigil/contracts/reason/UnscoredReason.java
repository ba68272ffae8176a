// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.reason;

/** Why a frame has no score. Each value is also the {@code reason} label of the metrics. */
public enum UnscoredReason {
    /** A required header is absent. */
    MISSING_HEADER,
    /** A header is present but invalid: too long, not UTF-8, not a time, not a number, or not {@code /line/camera}. */
    INVALID_HEADER,
    /** {@code ce_type} or {@code ce_specversion} names a schema this version does not know. */
    UNKNOWN_SCHEMA,
    /** The record has no value. */
    EMPTY,
    /** The bytes are not an image of a known format. */
    NOT_AN_IMAGE,
    /** The image ends before its last pixel. */
    TRUNCATED,
    /** The image's structure is damaged. */
    CORRUPT,
    /** More pixels, bytes, or memory for decoding than the configured limit. */
    TOO_LARGE,
    /** Decoding the image took longer than the configured limit. Since schema 3. */
    TOO_SLOW,
    /** An image format or colour layout that is not supported. */
    UNSUPPORTED_IMAGE,
    /** The bytes do not match the sender's {@code ce_digest}. */
    DIGEST_MISMATCH,
    /** The model has no threshold for this product. */
    UNKNOWN_PRODUCT,
    /** Decoding or scoring this frame failed with an unexpected error; see the scorer's log. Since schema 3. */
    SCORING_FAILED,
    /**
     * The scorer's process ended twice while it processed this frame, the second time with no other frame in process; the frame is not
     * tried again. Since schema 3.
     */
    POISON
}
