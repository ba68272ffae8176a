// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import dev.invigil.contracts.frame.FrameCodec;
import dev.invigil.contracts.frame.FrameReading;
import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.contracts.verdict.VerdictCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Makes up the {@link Ledger} from the topics themselves, from their beginning, committed records only. */
final class LedgerReader {
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
        Ledger ledger = new Ledger(truths);
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer())) {
            readAll(consumer, frames, record -> ledger.frame(frameId(record)));
            readAll(consumer, verdicts, record -> {
                if (VerdictCodec.decode(record.value()) instanceof Reading.Accepted<Verdict> verdict) {
                    ledger.verdict(verdict.value());
                }
            });
        }
        return ledger;
    }

    private static String frameId(ConsumerRecord<String, byte[]> record) {
        FrameReading reading = FrameCodec.decode(record);
        return reading instanceof FrameReading.WellFormed frame
                ? frame.frame().id()
                : ((FrameReading.Malformed) reading).frameId();
    }

    private static void readAll(
            KafkaConsumer<String, byte[]> consumer, String topic, Consumer<ConsumerRecord<String, byte[]>> reader) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
            consumer.poll(Duration.ofMillis(200)).forEach(reader);
        }
    }
}
