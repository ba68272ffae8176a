// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.invigil.contracts.reason.UnscoredReason;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Frames as records: the encoded image is the value, everything else is in CloudEvents headers ({@link FrameHeaders}).
 *
 * <p>The camera is read from {@code ce_source}, never from the key: the key only chooses the partition, so a missing or different key
 * affects only the order of the frames.
 */
public final class FrameCodec {
    private static final String UNKNOWN = "unknown";

    private FrameCodec() {}

    /** The record to send, keyed by camera. Its Kafka time is left to the producer. */
    public static ProducerRecord<String, byte[]> encode(String topic, Frame frame) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, frame.camera(), frame.image());
        Headers headers = record.headers();
        add(headers, FrameHeaders.SPEC_VERSION, FrameHeaders.SPEC_VERSION_VALUE);
        add(headers, FrameHeaders.ID, frame.id());
        add(headers, FrameHeaders.SOURCE, "/" + percentEncoded(frame.line()) + "/" + percentEncoded(frame.camera()));
        add(headers, FrameHeaders.TYPE, FrameHeaders.TYPE_VALUE);
        add(headers, FrameHeaders.PRODUCT, frame.productId());
        add(headers, FrameHeaders.TIME, frame.capturedAt().toString());
        frame.partId().ifPresent(part -> add(headers, FrameHeaders.SUBJECT, part));
        frame.sequence().ifPresent(n -> add(headers, FrameHeaders.SEQUENCE, Long.toString(n)));
        frame.digest().ifPresent(digest -> add(headers, FrameHeaders.DIGEST, digest));
        frame.contentType().ifPresent(type -> add(headers, FrameHeaders.CONTENT_TYPE, type));
        return record;
    }

    /**
     * Never throws. Required headers must be present, and every header that is present must be readable. An unreadable optional header also
     * makes the record malformed, because a guess could assign the verdict to the wrong part.
     */
    public static FrameReading decode(ConsumerRecord<String, byte[]> record) {
        HeaderReader headers = new HeaderReader(record.headers());
        try {
            headers.requireSchema();
            String id = headers.required(FrameHeaders.ID);
            FrameSource source = headers.source();
            String product = headers.required(FrameHeaders.PRODUCT);
            if (record.value() == null || record.value().length == 0) {
                throw new MalformedFrameException(
                        UnscoredReason.EMPTY, "the record has no value; send the encoded image as the value");
            }
            return new FrameReading.WellFormed(new Frame(
                    id,
                    Frame.canonical(source.line()),
                    Frame.canonical(source.camera()),
                    headers.optional(FrameHeaders.SUBJECT).map(Frame::canonical),
                    Frame.canonical(product),
                    headers.sequence(),
                    capturedAt(record, headers),
                    headers.optional(FrameHeaders.CONTENT_TYPE),
                    headers.digest(),
                    record.value()));
        } catch (MalformedFrameException e) {
            return malformed(record, headers, e.reason(), e.getMessage());
        } catch (IllegalArgumentException e) {
            return malformed(record, headers, UnscoredReason.INVALID_HEADER, e.getMessage());
        }
    }

    /** {@code ce_time}, or else the record's timestamp; a record without a timestamp counts as captured in 1970. */
    private static Instant capturedAt(ConsumerRecord<String, byte[]> record, HeaderReader headers)
            throws MalformedFrameException {
        Optional<Instant> time = headers.time();
        if (time.isPresent()) {
            return time.get();
        }
        Instant recorded = Instant.ofEpochMilli(Math.max(0, record.timestamp()));
        if (!CaptureTime.isAcceptable(recorded)) {
            throw new MalformedFrameException(
                    UnscoredReason.INVALID_HEADER,
                    "the record has no ce_time and its own timestamp of " + record.timestamp()
                            + " ms is after the year 2199; correct the sender's clock, or send ce_time as "
                            + CaptureTime.RULE);
        }
        return recorded;
    }

    private static FrameReading malformed(
            ConsumerRecord<String, byte[]> record, HeaderReader headers, UnscoredReason reason, String detail) {
        Optional<FrameSource> source = headers.legibleSource();
        return new FrameReading.Malformed(
                headers.legible(FrameHeaders.ID)
                        .orElse(record.topic() + "-" + record.partition() + "-" + record.offset()),
                source.map(FrameSource::line).orElse(UNKNOWN),
                source.map(FrameSource::camera)
                        .or(() -> Optional.ofNullable(record.key()).filter(Frame::isName))
                        .orElse(UNKNOWN),
                headers.legible(FrameHeaders.SUBJECT),
                headers.legible(FrameHeaders.PRODUCT),
                reason,
                detail);
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }

    private static String percentEncoded(String segment) {
        return URLEncoder.encode(segment, UTF_8).replace("+", "%20");
    }
}
