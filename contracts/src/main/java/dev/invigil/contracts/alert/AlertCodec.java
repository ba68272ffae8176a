// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.alert;

import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.json.RecordCodec;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Alerts as JSON on the {@code alerts} topic. */
public final class AlertCodec {
    private static final RecordCodec<Alert> CODEC = new RecordCodec<>(Alert.class, "alert", Alert.SCHEMA);

    private AlertCodec() {}

    /** The alert as UTF-8 JSON. */
    public static byte[] encode(Alert alert) {
        return CODEC.encode(alert);
    }

    /** Never throws: bytes that are not an alert give {@link Reading.Refused} with the cause. */
    public static Reading<Alert> decode(byte[] bytes) {
        return CODEC.decode(bytes);
    }

    public static Serializer<Alert> serializer() {
        return CODEC.serializer();
    }

    /** Throws for what {@link #decode} refuses; use {@code decode} where a bad record must not stop the reader. */
    public static Deserializer<Alert> deserializer() {
        return CODEC.deserializer();
    }

    public static Serde<Alert> serde() {
        return CODEC.serde();
    }
}
