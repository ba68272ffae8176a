// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.verdict;

import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.json.RecordCodec;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Verdicts as JSON on the {@code verdicts} topic. */
public final class VerdictCodec {
    private static final RecordCodec<Verdict> CODEC = new RecordCodec<>(Verdict.class, "verdict", Verdict.SCHEMA);

    private VerdictCodec() {}

    /** The verdict as UTF-8 JSON. */
    public static byte[] encode(Verdict verdict) {
        return CODEC.encode(verdict);
    }

    /** Never throws: bytes that are not a verdict give {@link Reading.Refused} with the cause. */
    public static Reading<Verdict> decode(byte[] bytes) {
        return CODEC.decode(bytes);
    }

    public static Serializer<Verdict> serializer() {
        return CODEC.serializer();
    }

    /** Throws for what {@link #decode} refuses; use {@code decode} where a bad record must not stop the reader. */
    public static Deserializer<Verdict> deserializer() {
        return CODEC.deserializer();
    }

    public static Serde<Verdict> serde() {
        return CODEC.serde();
    }
}
