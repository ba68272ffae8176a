// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import dev.invigil.contracts.frame.FrameCodec;
import dev.invigil.contracts.frame.FrameReading;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.kit.kafka.RecordHandler;
import dev.invigil.kit.kafka.RecordProblem;
import dev.invigil.kit.kafka.TopicReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Builds the {@link Ledger} from the topics themselves, from their beginning, committed records only. */
final class LedgerReader {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Map<String, Object> client;
    private final String frames;
    private final String verdicts;

    /**
     * @param client properties of a read_committed consumer
     * @param frames topic
     * @param verdicts topic
     */
    LedgerReader(Map<String, Object> client, String frames, String verdicts) {
        this.client = client;
        this.frames = frames;
        this.verdicts = verdicts;
    }

    /** Reads up to the ends that the topics have now. */
    Ledger read(Map<String, Shot.Truth> truths) {
        return read(truths, verdict -> {});
    }

    /** @param listener gets each verdict, too */
    Ledger read(Map<String, Shot.Truth> truths, Consumer<Verdict> listener) {
        Ledger ledger = new Ledger(truths);
        read(frames, record -> {
            ledger.frame(frameId(record));
            return Optional.empty();
        });
        read(verdicts, record -> VerdictCodec.decode(record.value())
                .fold(
                        verdict -> {
                            ledger.verdict(verdict);
                            listener.accept(verdict);
                            return Optional.empty();
                        },
                        refused ->
                                Optional.of(new RecordProblem(refused.refusal().name(), refused.detail()))));
        return ledger;
    }

    private static String frameId(ConsumerRecord<String, byte[]> record) {
        return FrameCodec.decode(record).fold(wellFormed -> wellFormed.frame().id(), FrameReading.Malformed::frameId);
    }

    private void read(String topic, RecordHandler handler) {
        try (TopicReader reader = new TopicReader(
                new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer()),
                List.of(topic),
                handler,
                TopicReader.Options.patient(PATIENCE))) {
            reader.readToEnd();
        }
    }
}
