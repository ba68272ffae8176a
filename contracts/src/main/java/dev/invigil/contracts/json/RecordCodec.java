// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * JSON bytes of one kind of record with a {@code schema} number. Reads schemas up to {@code newest} and refuses later ones:
 * adding a field keeps the schema number; changing a meaning or adding an enumeration value needs a new one.
 */
public final class RecordCodec<T> {
    private final Class<T> type;
    private final String noun;
    private final int newest;

    /**
     * @param noun name of this kind of record in messages
     * @param newest the highest schema that this version reads
     */
    public RecordCodec(Class<T> type, String noun, int newest) {
        this.type = type;
        this.noun = noun;
        this.newest = newest;
    }

    /** The record as UTF-8 JSON. */
    public byte[] encode(T value) {
        try {
            return Json.mapper().writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot write this " + noun + " as JSON: " + value, e);
        }
    }

    /** Never throws, whatever the bytes are; null gives {@link Reading.Refusal#EMPTY}. */
    public Reading<T> decode(byte[] bytes) {
        if (bytes == null || bytes.length == 0) {
            return refused(Reading.Refusal.EMPTY, "the record has no value; send a " + noun + " as JSON");
        }
        JsonNode tree;
        try {
            tree = Json.mapper().readTree(bytes);
        } catch (IOException e) {
            return refused(Reading.Refusal.NOT_JSON, "the value is not JSON: " + firstLine(e));
        }
        if (tree == null || !tree.isObject()) {
            return refused(Reading.Refusal.NOT_JSON, "the value is not a JSON object");
        }
        JsonNode schema = tree.get("schema");
        if (schema == null || !schema.isInt() || schema.intValue() < 1) {
            return refused(Reading.Refusal.INVALID, "the " + noun + " has no schema number; add \"schema\": " + newest);
        }
        if (schema.intValue() > newest) {
            return refused(
                    Reading.Refusal.UNKNOWN_SCHEMA,
                    noun + " schema " + schema.intValue() + " is newer than schema " + newest
                            + ", the newest this version reads; upgrade this service");
        }
        try {
            return new Reading.Accepted<>(Json.mapper().treeToValue(tree, type));
        } catch (JsonProcessingException e) {
            return refused(Reading.Refusal.INVALID, "the value is not a valid " + noun + ": " + firstLine(e));
        }
    }

    /** Writes null as null, so that a compacted topic can have tombstones. */
    public Serializer<T> serializer() {
        return (topic, value) -> value == null ? null : encode(value);
    }

    /** Reads null as null; throws {@link SerializationException} for bytes that {@link #decode} refuses. */
    public Deserializer<T> deserializer() {
        return (topic, bytes) -> {
            if (bytes == null) {
                return null;
            }
            return decode(bytes).fold(value -> value, refused -> {
                throw new SerializationException(topic + ": " + refused.refusal() + ": " + refused.detail());
            });
        };
    }

    /** Both directions, for Kafka Streams. */
    public Serde<T> serde() {
        return Serdes.serdeFrom(serializer(), deserializer());
    }

    private Reading<T> refused(Reading.Refusal refusal, String detail) {
        return new Reading.Refused<>(refusal, detail);
    }

    /** Jackson's message without its source excerpt; for a failed check in a constructor, the message of that check. */
    private static String firstLine(IOException e) {
        if (e instanceof ValueInstantiationException && e.getCause() != null) {
            return String.valueOf(e.getCause().getMessage());
        }
        String message = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
        String line = String.valueOf(message).lines().findFirst().orElse("");
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return "at " + mapping.getPathReference().replaceAll("[\\w.$]+\\[", "[") + ": " + line;
        }
        return line;
    }
}
