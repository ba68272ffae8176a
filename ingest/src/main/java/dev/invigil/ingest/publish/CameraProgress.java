// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.publish;

import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.json.RecordCodec;

/**
 * The next sequence number of a camera; the value of a {@code camera/…} record on the progress topic.
 *
 * @param schema version of this record's JSON, now {@value #SCHEMA}
 * @param camera its name; the record's key is {@code camera/} and this name
 * @param nextSequence the sequence number of its next frame, 0 to {@link Frame#MAX_SEQUENCE}
 */
record CameraProgress(int schema, String camera, long nextSequence) {

    static final int SCHEMA = 1;

    static final RecordCodec<CameraProgress> CODEC =
            new RecordCodec<>(CameraProgress.class, "camera progress record", SCHEMA);

    CameraProgress {
        if (!Frame.isName(camera)) {
            throw new IllegalArgumentException("camera must have " + Frame.NAME_RULE);
        }
        if (!Frame.isSequence(nextSequence)) {
            throw new IllegalArgumentException(
                    "nextSequence must be 0 to " + Frame.MAX_SEQUENCE + ", but is " + nextSequence);
        }
    }

    /** The sequence number after this one: the numbering starts at 0 again after the highest. */
    static long after(long sequence) {
        return sequence == Frame.MAX_SEQUENCE ? 0 : sequence + 1;
    }
}
