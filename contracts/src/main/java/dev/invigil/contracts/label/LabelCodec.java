// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.label;

import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.json.RecordCodec;

/** Labels as JSON on the {@code labels} topic. */
public final class LabelCodec {
    private static final RecordCodec<Label> CODEC = new RecordCodec<>(Label.class, "label", Label.SCHEMA);

    private LabelCodec() {}

    /** The label as UTF-8 JSON. */
    public static byte[] encode(Label label) {
        return CODEC.encode(label);
    }

    /**
     * Never throws: bytes that are not a label, or one whose key is not its frame id, give {@link Reading.Refused} with the cause.
     *
     * @param key of the record
     * @param value of the record, not null (a null value takes the label back)
     */
    public static Reading<Label> decode(String key, byte[] value) {
        return CODEC.decode(value)
                .fold(
                        label -> label.frameId().equals(key)
                                ? new Reading.Accepted<>(label)
                                : new Reading.Refused<>(
                                        Reading.Refusal.INVALID,
                                        "the record's key is " + key + ", but its value is for the frame "
                                                + label.frameId()),
                        refused -> refused);
    }
}
