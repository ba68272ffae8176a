// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicSettings;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TopicWatchTest {
    private static final TopicSettings TOPICS = Configuration.parse("{}", "test", TopicSettings.class, Map.of());
    private static final List<Topic> WATCHED = List.of(
            Topic.FRAMES, Topic.VERDICTS, Topic.MAPS, Topic.ALERTS, Topic.MODELS, Topic.LABELS, Topic.DEAD_LETTERS);

    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");

    @Test
    void shouldGoOnAfterRecordsThatCannotBeRead() {
        LiveLine line = new LiveLine();
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        topics();
        consumer.schedulePollTask(() -> {
            for (Topic topic : WATCHED) {
                record(topic, 0, null, null);
                record(topic, 1, "key", "garbage".getBytes(UTF_8)); // a map without a scale, for one
            }
            record(Topic.VERDICTS, 2, "cam-1", VerdictCodec.encode(Verdicts.of("good", "cam-1", Decision.PASS)));
        });
        TopicWatch watch = new TopicWatch(() -> consumer, TOPICS, line, (service, cause) -> failure.complete(cause));
        watch.start();

        await().until(() -> !line.snapshot(Instant.now()).cameras().isEmpty() || failure.isDone());
        watch.stop();
        assertThat(failure).isNotDone();
        assertThat(line.snapshot(Instant.now()).cameras()).hasSize(1);
    }

    private void topics() {
        Node node = new Node(0, "localhost", 9092);
        Map<TopicPartition, Long> zero = new HashMap<>();
        for (Topic topic : WATCHED) {
            String name = TOPICS.name(topic);
            consumer.updatePartitions(
                    name, List.of(new PartitionInfo(name, 0, node, new Node[] {node}, new Node[] {node})));
            zero.put(new TopicPartition(name, 0), 0L);
        }
        consumer.updateBeginningOffsets(zero);
    }

    private void record(Topic topic, long offset, String key, byte[] value) {
        consumer.addRecord(new ConsumerRecord<>(TOPICS.name(topic), 0, offset, key, value));
    }
}
