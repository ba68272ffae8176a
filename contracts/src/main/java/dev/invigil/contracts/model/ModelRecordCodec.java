// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.model;

import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.json.RecordCodec;

/** Model records as JSON on the {@code models} topic. */
public final class ModelRecordCodec {
    private static final RecordCodec<ModelRecord> CODEC =
            new RecordCodec<>(ModelRecord.class, "model record", ModelRecord.SCHEMA);

    private ModelRecordCodec() {}

    /** The record as UTF-8 JSON. */
    public static byte[] encode(ModelRecord model) {
        return CODEC.encode(model);
    }

    /**
     * Never throws: bytes that are not a model record, or one whose key is not its digest, give {@link Reading.Refused} with the cause.
     *
     * @param key of the record
     * @param value of the record, not null (a null value removes the model from the list)
     */
    public static Reading<ModelRecord> decode(String key, byte[] value) {
        return CODEC.decode(value)
                .fold(
                        model -> model.digest().equals(key)
                                ? new Reading.Accepted<>(model)
                                : new Reading.Refused<>(
                                        Reading.Refusal.INVALID,
                                        "the record's key is " + key + ", but its value is for the model "
                                                + model.digest()),
                        refused -> refused);
    }
}
