// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.contracts.verdict.ShadowVerdict;
import dev.invigil.contracts.verdict.ShadowVerdictCodec;
import dev.invigil.contracts.verdict.Threshold;
import dev.invigil.contracts.verdict.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class ShadowCountTest {
    private static final Instant NOW = Instant.parse("2026-11-27T22:30:15Z");
    private static final String MODEL = "c".repeat(64);

    @Test
    void shouldCountEachFrameOfTheModelOnceAndListTheLatestThatDiffer() {
        ShadowCount count = new ShadowCount(MODEL, 2);
        count.take(compared("f1", MODEL, Decision.PASS, Decision.PASS, 1));
        count.take(compared("f2", MODEL, Decision.REJECT, Decision.PASS, 2));
        count.take(compared("f2", MODEL, Decision.REJECT, Decision.PASS, 2));
        count.take(compared("f3", "a".repeat(64), Decision.REJECT, Decision.PASS, 3));
        count.take(compared("f5", MODEL, Decision.PASS, Decision.REJECT, 5));
        count.take(compared("f4", MODEL, Decision.REVIEW, Decision.PASS, 4));

        ShadowComparison result = count.result();

        assertThat(result.frames()).isEqualTo(4);
        assertThat(result.others()).isEqualTo(3);
        assertThat(result.latest()).extracting(Disagreement::frame).containsExactly("f5", "f4");
        assertThat(result.latest().get(0).line()).isEqualTo(Decision.REJECT);
        assertThat(result.latest().get(0).shadow()).isEqualTo(Decision.PASS);
        assertThat(result.inWords()).isEqualTo("in shadow it decided 3 of 4 frames otherwise than the line (75.0 %)");
        assertThat(new ShadowCount(MODEL, 2).result().inWords()).isEqualTo("in shadow it scored no frame");
    }

    @Test
    void shouldReadWhatScorersWrite() {
        ShadowVerdict written = compared("f1", MODEL, Decision.REJECT, Decision.PASS, 1);
        ProducerRecord<String, byte[]> record = ShadowVerdictCodec.encode("test.verdicts.shadow", written);
        assertThat(record.key()).isEqualTo("cam-1");

        assertThat(ShadowVerdictCodec.decode(received(record))).isEqualTo(new Reading.Accepted<>(written));
        record.headers().remove(ShadowVerdictCodec.LINE_DECISION);
        assertThat(ShadowVerdictCodec.decode(received(record)))
                .isEqualTo(
                        new Reading.Refused<>(Reading.Refusal.INVALID, "the header invigil_line_decision is missing"));
        record.headers().add(ShadowVerdictCodec.LINE_DECISION, new byte[] {'?'});
        assertThat(ShadowVerdictCodec.decode(received(record))).isInstanceOf(Reading.Refused.class);
    }

    private static ConsumerRecord<String, byte[]> received(ProducerRecord<String, byte[]> sent) {
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>(sent.topic(), 0, 0, sent.key(), sent.value());
        sent.headers().forEach(record.headers()::add);
        return record;
    }

    private static ShadowVerdict compared(String frame, String digest, Decision shadow, Decision line, int second) {
        Verdict verdict = new Verdict(
                Verdict.SCHEMA,
                frame,
                "line",
                "cam-1",
                Optional.empty(),
                Optional.of("lime"),
                OptionalLong.empty(),
                shadow,
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.of(0.5),
                Optional.of(new Threshold(
                        0.4, 0.3, "lime", Threshold.Basis.CALIBRATED, 0.01, 99, Optional.empty(), Optional.empty())),
                Optional.empty(),
                List.of(),
                Optional.of(new ModelIdentity("parts", "1", digest)),
                Optional.empty(),
                Optional.empty(),
                new RecordPosition("test.frames", 0, second),
                Optional.empty(),
                NOW.plusSeconds(second),
                Optional.empty(),
                "scorer/cpu",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new ShadowVerdict(verdict, line);
    }
}
