// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.contracts.reason.UnscoredReason;
import dev.invigil.contracts.verdict.RecordPosition;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
    private static final Instant NOW = Instant.parse("2026-01-31T08:15:30.5Z");

    @Test
    void shouldKeepKeyValueAndHeadersOfTheRecord() {
        byte[] value = {1, 2};
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>("invigil.frames", 3, 42, "cam1", value);
        record.headers().add("ce_id", "f-1".getBytes(UTF_8));

        ProducerRecord<String, byte[]> dead =
                DeadLetter.of("invigil.dead-letters", record, UnscoredReason.TRUNCATED, "ends early", NOW, 100);

        assertThat(dead.topic()).isEqualTo("invigil.dead-letters");
        assertThat(dead.key()).isEqualTo("cam1");
        assertThat(dead.value()).isSameAs(value);
        assertThat(dead.headers().lastHeader("ce_id").value()).asString(UTF_8).isEqualTo("f-1");
        assertThat(dead.headers().lastHeader("invigil_dead_reason").value())
                .asString(UTF_8)
                .isEqualTo("TRUNCATED");
        assertThat(DeadLetter.from(dead.headers()))
                .contains(new DeadLetter("TRUNCATED", "ends early", new RecordPosition("invigil.frames", 3, 42), NOW));
        assertThat(record.headers().lastHeader("invigil_dead_reason")).isNull();
    }

    @Test
    void shouldLeaveOnlyTheCauseOfARecordThatIsTooLargeToKeep() {
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>("invigil.frames", 3, 42, "cam1", new byte[90]);
        record.headers().add("ce_id", "x".repeat(20).getBytes(UTF_8));

        ProducerRecord<String, byte[]> dead =
                DeadLetter.of("invigil.dead-letters", record, UnscoredReason.TOO_LARGE, "too large", NOW, 100);

        assertThat(dead.key()).isNull();
        assertThat(dead.value()).isNull();
        assertThat(dead.headers().lastHeader("ce_id")).isNull();
        assertThat(dead.headers().lastHeader("invigil_dead_omitted").value())
                .asString(UTF_8)
                .isEqualTo("125");
        assertThat(DeadLetter.from(dead.headers()).map(DeadLetter::source))
                .contains(new RecordPosition("invigil.frames", 3, 42));
    }

    @Test
    void shouldReplaceTheCauseOfAnEarlierDeath() {
        RecordPosition position = new RecordPosition("t", 0, 1);
        Headers once = new DeadLetter("EMPTY", "first", position, NOW).addedTo(new RecordHeaders());

        Headers twice = new DeadLetter("CORRUPT", "second", position, NOW).addedTo(once);

        assertThat(twice.headers("invigil_dead_reason")).hasSize(1);
        assertThat(DeadLetter.from(twice).map(DeadLetter::detail)).contains("second");
    }

    @Test
    void shouldCutLongDetails() {
        DeadLetter letter = new DeadLetter("EMPTY", "x".repeat(5000), new RecordPosition("t", 0, 1), NOW);

        assertThat(letter.detail()).hasSize(DeadLetter.MAX_DETAIL).endsWith("…");
    }

    @Test
    void shouldFindNoCauseInOrdinaryHeaders() {
        assertThat(DeadLetter.from(new RecordHeaders())).isEqualTo(Optional.empty());
    }
}
