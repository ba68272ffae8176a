// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.topic.TopicSettings;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.junit.jupiter.api.Test;

class TrainerClientsTest {
    /** With Kafka's default, any trainer that joins takes the partition with a probability of one half. */
    @Test
    void shouldLetTheTrainerThatWorksKeepThePartition() {
        assertThat(properties(Map.of()))
                .containsEntry(
                        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        assertThat(properties(Map.of("consumer.group.protocol", "consumer")))
                .doesNotContainKey(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);
    }

    private static Map<String, Object> properties(Map<String, String> own) {
        Map<String, String> settings = new HashMap<>(own);
        settings.put("bootstrap.servers", "localhost:1");
        return new TrainerClients(new KafkaSettings(settings), TopicSettings.under("test.")).groupProperties();
    }
}
