// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.invigil.contracts.verdict.RecordPosition;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Why a record is on the {@code dead-letters} topic. Key, value and headers of the source record are kept; this is added in
 * {@code invigil_dead_*} headers.
 *
 * @param reason the name of a constant, for example of {@code UnscoredReason}
 * @param detail one line for the operator; at most {@value #MAX_DETAIL} characters are kept
 * @param source position of the source record
 * @param at when the record was refused
 */
public record DeadLetter(String reason, String detail, RecordPosition source, Instant at) {
    public static final String REASON = "invigil_dead_reason";
    public static final String DETAIL = "invigil_dead_detail";
    public static final String TOPIC = "invigil_dead_topic";
    public static final String PARTITION = "invigil_dead_partition";
    public static final String OFFSET = "invigil_dead_offset";
    public static final String TIME = "invigil_dead_time";

    /** Only where the record was too large to be kept: its size in bytes. */
    public static final String OMITTED = "invigil_dead_omitted";

    private static final int HEADER_FRAMING = 10;

    /** Longer details are cut, so that a hostile record cannot grow its own dead letter over the size limit. */
    public static final int MAX_DETAIL = 1000;

    public DeadLetter {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(at, "at");
        detail = detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL - 1) + "…";
    }

    /**
     * The record to send: key, value and headers of {@code record}, and the cause.
     *
     * @param room size in bytes of the largest source record that fits into the dead-letter topic. For a larger one (compressed records can
     *     exceed a topic's limit) only cause, position and size are kept, so that such a record does not stop the reader
     */
    public static <K> ProducerRecord<K, byte[]> of(
            String deadLetterTopic,
            ConsumerRecord<K, byte[]> record,
            Enum<?> reason,
            String detail,
            Instant at,
            long room) {
        RecordPosition source = new RecordPosition(record.topic(), record.partition(), record.offset());
        DeadLetter letter = new DeadLetter(reason.name(), detail, source, at);
        long size = size(record);
        boolean fits = size <= room;
        Headers headers = letter.addedTo(fits ? record.headers() : new RecordHeaders());
        if (!fits) {
            set(headers, OMITTED, Long.toString(size));
        }
        K key = fits ? record.key() : null;
        byte[] value = fits ? record.value() : null;
        return new ProducerRecord<>(deadLetterTopic, null, key, value, headers);
    }

    /** A copy of {@code original} with this cause; an earlier cause is replaced. */
    public Headers addedTo(Headers original) {
        RecordHeaders headers = new RecordHeaders();
        for (Header header : original) {
            headers.add(header);
        }
        set(headers, REASON, reason);
        set(headers, DETAIL, detail);
        set(headers, TOPIC, source.topic());
        set(headers, PARTITION, Integer.toString(source.partition()));
        set(headers, OFFSET, Long.toString(source.offset()));
        set(headers, TIME, at.toString());
        return headers;
    }

    /** Reads the cause back; empty when the headers hold none. */
    public static Optional<DeadLetter> from(Headers headers) {
        try {
            return Optional.of(new DeadLetter(
                    get(headers, REASON),
                    get(headers, DETAIL),
                    new RecordPosition(
                            get(headers, TOPIC),
                            Integer.parseInt(get(headers, PARTITION)),
                            Long.parseLong(get(headers, OFFSET))),
                    Instant.parse(get(headers, TIME))));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Bytes of key, value and headers, plus an allowance for the framing of each header. */
    private static long size(ConsumerRecord<?, byte[]> record) {
        long size = Math.max(0, record.serializedKeySize());
        size += record.value() == null ? 0 : record.value().length;
        for (Header header : record.headers()) {
            size += HEADER_FRAMING
                    + header.key().getBytes(UTF_8).length
                    + (header.value() == null ? 0 : header.value().length);
        }
        return size;
    }

    private static void set(Headers headers, String name, String value) {
        headers.remove(name).add(name, value.getBytes(UTF_8));
    }

    private static String get(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        if (header == null || header.value() == null) {
            throw new IllegalArgumentException("no header " + name);
        }
        return new String(header.value(), UTF_8);
    }
}
