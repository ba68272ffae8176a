// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.invigil.console.line.LiveLine;
import dev.invigil.console.line.Snapshot;
import dev.invigil.console.line.Verdicts;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TopicWatchTest {
    private static final TopicSettings TOPICS = Configuration.parse("{}", "test", TopicSettings.class, Map.of());
    private static final List<Topic> WATCHED =
            List.of(Topic.VERDICTS, Topic.ALERTS, Topic.MODELS, Topic.LABELS, Topic.DEAD_LETTERS);
    private static final Duration HISTORY = Duration.ofHours(1);

    private final LiveLine line = new LiveLine(30, HISTORY);

    @Test
    void shouldGoOnAfterRecordsThatCannotBeRead() {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        TopicWatch watch = new TopicWatch(TopicWatchTest::consumer, TOPICS, line, HISTORY);

        watch.start(failure::complete);

        await().until(() -> failure.isDone() || hasRead());
        watch.stop();
        assertThat(failure).isNotDone();
        assertThat(line.snapshot(Instant.now()).cameras()).hasSize(1);
    }

    private boolean hasRead() {
        Snapshot now = line.snapshot(Instant.now());
        return now.deadLetters() == 2 && !now.cameras().isEmpty();
    }

    /** Has records of all topics, most of them unreadable. */
    private static Consumer<String, byte[]> consumer() {
        MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest") {
            @Override
            public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
                    Map<TopicPartition, Long> times) {
                Map<TopicPartition, OffsetAndTimestamp> first = new HashMap<>();
                times.forEach((partition, time) -> first.put(partition, new OffsetAndTimestamp(0, time)));
                return first;
            }
        };
        Node node = new Node(0, "localhost", 9092);
        Map<TopicPartition, Long> zero = new HashMap<>();
        for (Topic topic : WATCHED) {
            String name = TOPICS.name(topic);
            consumer.updatePartitions(
                    name, List.of(new PartitionInfo(name, 0, node, new Node[] {node}, new Node[] {node})));
            zero.put(new TopicPartition(name, 0), 0L);
        }
        consumer.updateBeginningOffsets(zero);
        consumer.updateEndOffsets(zero);
        consumer.schedulePollTask(() -> {
            for (TopicPartition partition : consumer.assignment()) {
                record(consumer, partition.topic(), 0, null, null);
                record(consumer, partition.topic(), 1, "key", "garbage".getBytes(UTF_8));
                if (partition.topic().equals(TOPICS.name(Topic.VERDICTS))) {
                    record(
                            consumer,
                            partition.topic(),
                            2,
                            "cam-1",
                            VerdictCodec.encode(Verdicts.of("good", "cam-1", Decision.PASS)));
                }
            }
        });
        return consumer;
    }

    private static void record(
            MockConsumer<String, byte[]> consumer, String topic, long offset, String key, byte[] value) {
        consumer.addRecord(new ConsumerRecord<>(topic, 0, offset, key, value));
    }
}
