// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.source;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.invigil.contracts.frame.CaptureTime;
import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.json.RecordCodec;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Records that a frame was sent; the value of a {@code frame/…} record on the progress topic.
 *
 * @param schema version of this record's JSON, now {@value #SCHEMA}
 * @param sequence the frame's sequence number within its camera, 0 to {@link Frame#MAX_SEQUENCE}
 * @param digest SHA-256 of the image, lower-case hex
 * @param size of the image in bytes, 1 to 2147483647
 * @param stamp the draft's
 * @param sentAt as {@link CaptureTime} accepts it
 * @param productId absent in records of older versions
 * @param partId the draft's; also absent in records of older versions
 */
public record SentFrame(
        int schema,
        String frameId,
        String camera,
        long sequence,
        String digest,
        long size,
        @JsonProperty("modifiedMillis") long stamp,
        Instant sentAt,
        Optional<String> productId,
        Optional<String> partId) {

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    /** The schema this version writes. */
    public static final int SCHEMA = 1;

    /** Its JSON on the progress topic. */
    public static final RecordCodec<SentFrame> CODEC = new RecordCodec<>(SentFrame.class, "sent-frame record", SCHEMA);

    public SentFrame {
        if (!Frame.isText(frameId)) {
            throw new IllegalArgumentException("frameId must have " + Frame.TEXT_RULE);
        }
        if (!Frame.isName(camera)) {
            throw new IllegalArgumentException("camera must have " + Frame.NAME_RULE);
        }
        if (!Frame.isSequence(sequence)) {
            throw new IllegalArgumentException("sequence must be 0 to " + Frame.MAX_SEQUENCE + ", but is " + sequence);
        }
        if (digest == null || !DIGEST.matcher(digest).matches()) {
            throw new IllegalArgumentException("digest must be the SHA-256 of the image as 64 lower-case hex digits");
        }
        if (size < 1 || size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("size must be 1 to " + Integer.MAX_VALUE + ", but is " + size);
        }
        if (sentAt == null || !CaptureTime.isAcceptable(sentAt)) {
            throw new IllegalArgumentException("sentAt must be within the years 1970 to 2199, but is " + sentAt);
        }
        if (productId.filter(product -> !Frame.isText(product)).isPresent()) {
            throw new IllegalArgumentException("productId must have " + Frame.TEXT_RULE);
        }
        if (partId.filter(part -> !Frame.isText(part)).isPresent()) {
            throw new IllegalArgumentException("partId must have " + Frame.TEXT_RULE);
        }
    }

    /**
     * The record of a draft with its sequence number. A clock outside the allowed years does not stop ingest: the record then has the nearest allowed
     * time.
     */
    public static SentFrame of(Draft draft, long sequence, Instant sentAt) {
        return new SentFrame(
                SCHEMA,
                draft.frameId(),
                draft.camera(),
                sequence,
                draft.digest(),
                draft.image().length,
                draft.stamp(),
                allowed(sentAt),
                Optional.of(draft.productId()),
                draft.partId());
    }

    private static Instant allowed(Instant time) {
        if (time.isBefore(CaptureTime.EARLIEST)) {
            return CaptureTime.EARLIEST;
        }
        return time.isBefore(CaptureTime.END) ? time : CaptureTime.END.minusMillis(1);
    }

    /** The field in which the sent frame differs from a draft of the same name; empty when it is the same frame. */
    public Optional<String> differenceFrom(Draft draft) {
        if (!digest.equals(draft.digest())) {
            return Optional.of("image");
        }
        if (!camera.equals(draft.camera())) {
            return Optional.of("camera");
        }
        if (productId.isEmpty()) {
            // written by a version that did not record product and part
            return Optional.empty();
        }
        if (!productId.get().equals(draft.productId())) {
            return Optional.of("product");
        }
        return partId.equals(draft.partId()) ? Optional.empty() : Optional.of("part");
    }
}
