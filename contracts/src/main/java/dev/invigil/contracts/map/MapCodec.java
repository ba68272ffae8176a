// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.map;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.invigil.contracts.json.Reading;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/** Records of the {@code maps} topic: the key is the frame id, the value the PNG, the scale is a header. */
public final class MapCodec {
    /** Header with the scale, as decimal text. */
    public static final String SCALE = "invigil_scale";

    private static final String CONTENT_TYPE = "content-type";

    private MapCodec() {}

    /** The record of a map. */
    public static ProducerRecord<String, byte[]> encode(String topic, MapRecord map) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, map.frameId(), map.png());
        record.headers().add(SCALE, Double.toString(map.scale()).getBytes(US_ASCII));
        record.headers().add(CONTENT_TYPE, "image/png".getBytes(US_ASCII));
        return record;
    }

    /** Reads any record of the topic. The PNG itself is not checked. */
    public static Reading<MapRecord> decode(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null || record.value().length == 0) {
            return new Reading.Refused<>(Reading.Refusal.EMPTY, "the record has no value");
        }
        if (record.key() == null) {
            return invalid("the record has no key; it must be the frame id");
        }
        Header header = record.headers().lastHeader(SCALE);
        if (header == null || header.value() == null) {
            return invalid("the header " + SCALE + " is missing");
        }
        String scale = new String(header.value(), US_ASCII);
        try {
            return new Reading.Accepted<>(new MapRecord(record.key(), record.value(), Double.parseDouble(scale)));
        } catch (NumberFormatException e) {
            return invalid("the header " + SCALE + " is not a number");
        } catch (IllegalArgumentException e) {
            return invalid(e.getMessage());
        }
    }

    private static Reading<MapRecord> invalid(String detail) {
        return new Reading.Refused<>(Reading.Refusal.INVALID, detail);
    }
}
