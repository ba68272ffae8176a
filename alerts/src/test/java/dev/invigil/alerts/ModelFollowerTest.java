// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.model.ModelRecordCodec;
import dev.invigil.contracts.model.ModelState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ModelFollowerTest {
    private static final TopicPartition MODELS = new TopicPartition("invigil.models", 0);
    private static final String FIRST = "ab".repeat(32);
    private static final String SECOND = "cd".repeat(32);

    @Test
    void shouldKnowTheActiveModelOfTheWholeTopicAndSkipWhatIsNoModelRecord() {
        MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
        consumer.updatePartitions(
                MODELS.topic(), List.of(new PartitionInfo(MODELS.topic(), 0, Node.noNode(), new Node[0], new Node[0])));
        consumer.updateBeginningOffsets(Map.of(MODELS, 0L));
        consumer.updateEndOffsets(Map.of(MODELS, 5L));
        consumer.schedulePollTask(() -> {
            consumer.addRecord(record(0, FIRST, model(FIRST, ModelState.ACTIVE, 1)));
            consumer.addRecord(record(1, FIRST, model(FIRST, ModelState.RETIRED, 1)));
            consumer.addRecord(record(2, SECOND, model(SECOND, ModelState.ACTIVE, 2)));
            consumer.addRecord(record(3, SECOND, "no model".getBytes(UTF_8)));
            consumer.addRecord(record(4, FIRST, null));
        });
        try (ModelFollower follower =
                new ModelFollower(consumer, MODELS.topic(), Duration.ofSeconds(20), failure -> {})) {
            assertThat(follower.active()).isEmpty();
            follower.start();

            assertThat(follower.active()).map(ModelRecord::digest).contains(SECOND);
        }
    }

    private static ConsumerRecord<String, byte[]> record(long offset, String key, byte[] value) {
        return new ConsumerRecord<>(MODELS.topic(), 0, offset, key, value);
    }

    private static byte[] model(String digest, ModelState state, long activation) {
        return ModelRecordCodec.encode(new ModelRecord(
                1,
                digest,
                "model",
                "1",
                state,
                OptionalLong.of(activation),
                Optional.empty(),
                "a test",
                "me",
                Instant.EPOCH,
                Optional.empty()));
    }
}
