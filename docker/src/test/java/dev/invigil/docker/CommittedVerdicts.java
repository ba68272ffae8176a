// SPDX-License-Identifier: Apache-2.0
package dev.invigil.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The verdicts on the topic, read by a plain client of Kafka that uses nothing of Invigil. */
final class CommittedVerdicts implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Integer> perFrame = new TreeMap<>();
    private final Map<String, Integer> perDecision = new TreeMap<>();

    CommittedVerdicts(String bootstrapServers) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "isolation.level", "read_committed",
                        "group.id", "system-test",
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(Set.of("invigil.verdicts"));
    }

    /** Reads what is there, and returns the verdicts so far by frame. */
    Map<String, Integer> read() throws IOException {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
            JsonNode verdict = JSON.readTree(record.value());
            perFrame.merge(verdict.get("frameId").asText(), 1, Integer::sum);
            perDecision.merge(verdict.get("decision").asText(), 1, Integer::sum);
        }
        return perFrame;
    }

    /** The verdicts so far by decision. */
    Map<String, Integer> decisions() {
        return perDecision;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
