// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.verdict;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.invigil.contracts.json.Reading;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/** Records of the {@code verdicts.shadow} topic: key camera, the value a verdict, and the line's decision in a header. */
public final class ShadowVerdictCodec {
    /** Header with the line's decision, such as {@code PASS}. */
    public static final String LINE_DECISION = "invigil_line_decision";

    private ShadowVerdictCodec() {}

    /** The record to send. */
    public static ProducerRecord<String, byte[]> encode(String topic, ShadowVerdict shadow) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(topic, shadow.verdict().camera(), VerdictCodec.encode(shadow.verdict()));
        record.headers().add(LINE_DECISION, shadow.line().name().getBytes(US_ASCII));
        return record;
    }

    /** Reads any record of the topic; never throws. */
    public static Reading<ShadowVerdict> decode(ConsumerRecord<String, byte[]> record) {
        Header header = record.headers().lastHeader(LINE_DECISION);
        if (header == null || header.value() == null) {
            return invalid("the header " + LINE_DECISION + " is missing");
        }
        String name = new String(header.value(), US_ASCII);
        Optional<Decision> line = Arrays.stream(Decision.values())
                .filter(decision -> decision.name().equals(name))
                .findFirst();
        if (line.isEmpty()) {
            return invalid("the header " + LINE_DECISION + " is not a decision");
        }
        return VerdictCodec.decode(record.value())
                .fold(
                        verdict -> new Reading.Accepted<>(new ShadowVerdict(verdict, line.get())),
                        refused -> new Reading.Refused<>(refused.refusal(), refused.detail()));
    }

    private static Reading<ShadowVerdict> invalid(String detail) {
        return new Reading.Refused<>(Reading.Refusal.INVALID, detail);
    }
}
