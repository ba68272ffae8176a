// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.source;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.invigil.contracts.json.RecordCodec;
import java.time.Instant;
import java.util.Optional;

/**
 * Records that a frame was sent; the value of a {@code frame/…} record on the progress topic.
 *
 * @param schema version of this record's JSON, now {@value #SCHEMA}
 * @param sequence the frame's sequence number within its camera
 * @param digest SHA-256 of the image, lower-case hex
 * @param size of the image in bytes
 * @param stamp the draft's
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

    /** The schema this version writes. */
    public static final int SCHEMA = 1;

    /** Its JSON on the progress topic. */
    public static final RecordCodec<SentFrame> CODEC = new RecordCodec<>(SentFrame.class, "sent-frame record", SCHEMA);

    /** The record of a draft with its sequence number. */
    public static SentFrame of(Draft draft, long sequence, Instant sentAt) {
        return new SentFrame(
                SCHEMA,
                draft.frameId(),
                draft.camera(),
                sequence,
                draft.digest(),
                draft.image().length,
                draft.stamp(),
                sentAt,
                Optional.of(draft.productId()),
                draft.partId());
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
