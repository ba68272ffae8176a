// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.contracts.label.Label;
import dev.invigil.contracts.label.LabelCodec;
import dev.invigil.kit.kafka.TopicReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LabelCountTest {
    private static final TopicPartition LABELS = new TopicPartition("test.labels", 0);
    private static final Instant NOW = Instant.parse("2026-11-27T22:30:15Z");

    @TempDir
    private Path folder;

    @Test
    void shouldCountLabelsOfATopicThatWasMadeAnew() throws IOException {
        MockConsumer<String, byte[]> old = consumer(100);
        try (LabelCount count = count(old)) {
            count.start(failure -> {});
            assertThat(count.due(1, NOW))
                    .as("labels from before the first start")
                    .isEmpty();
        }
        MockConsumer<String, byte[]> anew = consumer(1);
        try (LabelCount count = count(anew)) {
            count.start(failure -> {});
            assertThat(count.due(1, NOW)).isEmpty();

            anew.schedulePollTask(() -> anew.addRecord(label(1)));

            Awaitility.await().until(() -> count.due(1, NOW).isPresent());
        }
    }

    private LabelCount count(MockConsumer<String, byte[]> consumer) {
        return new LabelCount(
                consumer,
                LABELS.topic(),
                TopicReader.Options.patient(Duration.ofSeconds(20)),
                folder.resolve("labels.json"));
    }

    /** With labels at the first offsets. */
    private static MockConsumer<String, byte[]> consumer(int labels) {
        MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
        consumer.updatePartitions(
                LABELS.topic(), List.of(new PartitionInfo(LABELS.topic(), 0, Node.noNode(), new Node[0], new Node[0])));
        consumer.updateBeginningOffsets(Map.of(LABELS, 0L));
        consumer.updateEndOffsets(Map.of(LABELS, (long) labels));
        consumer.schedulePollTask(() -> {
            for (int i = 0; i < labels; i++) {
                consumer.addRecord(label(i));
            }
        });
        return consumer;
    }

    private static ConsumerRecord<String, byte[]> label(int number) {
        Label label = new Label(
                Label.SCHEMA, "frame-" + number, Label.Quality.GOOD, Optional.empty(), Optional.empty(), "me", NOW);
        return new ConsumerRecord<>(LABELS.topic(), 0, number, label.frameId(), LabelCodec.encode(label));
    }
}
