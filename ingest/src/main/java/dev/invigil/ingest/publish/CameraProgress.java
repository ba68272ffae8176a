// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.publish;

import dev.invigil.contracts.json.RecordCodec;

/**
 * The next sequence number of a camera; the value of a {@code camera/…} record on the progress topic.
 *
 * @param schema version of this record's JSON, now {@value #SCHEMA}
 * @param nextSequence the sequence number of its next frame, from 0
 */
record CameraProgress(int schema, String camera, long nextSequence) {

    static final int SCHEMA = 1;

    static final RecordCodec<CameraProgress> CODEC =
            new RecordCodec<>(CameraProgress.class, "camera progress record", SCHEMA);
}
