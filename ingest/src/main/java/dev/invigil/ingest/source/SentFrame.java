// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.source;

import dev.invigil.contracts.json.RecordCodec;
import java.time.Instant;

/**
 * The note that a frame was sent; the value of a {@code frame/…} record on the progress topic.
 *
 * @param schema version of this record's JSON, now {@value #SCHEMA}
 * @param sequence the number the frame got within its camera
 * @param digest SHA-256 of the image, lower-case hex
 * @param size of the image in bytes
 * @param modifiedMillis modification time of the file, milliseconds since 1970; 0 when it was no file
 */
public record SentFrame(
        int schema,
        String frameId,
        String camera,
        long sequence,
        String digest,
        long size,
        long modifiedMillis,
        Instant sentAt) {

    /** The schema this version writes. */
    public static final int SCHEMA = 1;

    /** How it is written on the progress topic. */
    public static final RecordCodec<SentFrame> CODEC =
            new RecordCodec<>(SentFrame.class, "note on a sent frame", SCHEMA);

    /** The note on a draft that got a number. */
    public static SentFrame of(Draft draft, long sequence, Instant sentAt) {
        return new SentFrame(
                SCHEMA,
                draft.frameId(),
                draft.camera(),
                sequence,
                draft.digest(),
                draft.image().length,
                draft.modifiedMillis(),
                sentAt);
    }
}
