// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.threshold;

import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.json.RecordCodec;

/** Overrides as JSON on the {@code thresholds} topic. */
public final class ThresholdOverrideCodec {
    private static final RecordCodec<ThresholdOverride> CODEC =
            new RecordCodec<>(ThresholdOverride.class, "threshold override", ThresholdOverride.SCHEMA);

    private ThresholdOverrideCodec() {}

    /** The override as UTF-8 JSON. */
    public static byte[] encode(ThresholdOverride override) {
        return CODEC.encode(override);
    }

    /**
     * Never throws: bytes that are not an override, or an override whose key differs from the record's key, give {@link Reading.Refused}
     * with the cause.
     *
     * @param key of the record
     * @param value of the record, not null (a null value clears the override)
     */
    public static Reading<ThresholdOverride> decode(String key, byte[] value) {
        return CODEC.decode(value)
                .fold(
                        override -> override.key().toString().equals(key)
                                ? new Reading.Accepted<>(override)
                                : new Reading.Refused<>(
                                        Reading.Refusal.INVALID,
                                        "the record's key is " + key + ", but its value is for " + override.key()),
                        refused -> refused);
    }
}
