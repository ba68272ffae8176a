// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.topic.TopicSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Kafka clients of the trainer. */
final class TrainerClients {
    private static final String CLIENT = "invigil-trainer";
    /** The thread of the group does nothing that takes longer than a moment. */
    private static final int MAX_POLL_INTERVAL_MILLIS = 30_000;
    /** With the newer protocol the broker has the setting; this is its default. */
    private static final Duration BROKERS_HEARTBEAT = Duration.ofSeconds(5);

    private final KafkaClients clients;
    private final TopicSettings topics;

    TrainerClients(KafkaSettings kafka, TopicSettings topics) {
        this.clients = new KafkaClients(kafka, topics.frameLimit());
        this.topics = topics;
    }

    /** In no group. */
    Consumer<String, byte[]> reader(String purpose) {
        return new KafkaConsumer<>(
                clients.reader(CLIENT + "-" + purpose), new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** In the group of all trainers of the installation. */
    Consumer<String, byte[]> groupMember() {
        return new KafkaConsumer<>(groupProperties(), new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** How often a member of the group tells the broker that it is alive. */
    Duration heartbeat() {
        Object classic = groupProperties().get(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG);
        return classic == null ? BROKERS_HEARTBEAT : Duration.ofMillis(Long.parseLong(String.valueOf(classic)));
    }

    /** The trainer that works keeps the partition when another one joins or leaves. */
    Map<String, Object> groupProperties() {
        Map<String, Object> properties = new HashMap<>(clients.consumer(CLIENT, topics.prefix() + "trainer"));
        properties.putIfAbsent(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, MAX_POLL_INTERVAL_MILLIS);
        if (!"consumer".equalsIgnoreCase(String.valueOf(properties.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG)))) {
            // the broker assigns with the newer protocol, and keeps assignments, too
            properties.putIfAbsent(
                    ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        }
        return properties;
    }
}
