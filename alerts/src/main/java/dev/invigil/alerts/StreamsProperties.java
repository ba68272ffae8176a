// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts;

import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.topic.TopicSettings;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Properties for Kafka Streams. Precedence, lowest first: our defaults, the operator's settings, the properties that exactly-once needs.
 */
final class StreamsProperties {
    /**
     * The open transaction of a killed instance blocks read_committed readers for this long. Longer than other producers' 3 s: Streams
     * keeps a transaction open while it restores its state.
     */
    private static final int ALERTS_TRANSACTION_MILLIS = 10_000;

    private StreamsProperties() {}

    static StreamsConfig of(AlertsConfig config, KafkaSettings kafka, TopicSettings topics) {
        // a dead letter may be as large as the largest record of any topic
        DataSize largest = topics.frameLimit().plus(KafkaClients.RECORD_SLACK);
        Map<String, Object> defaults = new HashMap<>();
        defaults.put(StreamsConfig.CLIENT_ID_CONFIG, config.applicationId());
        defaults.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, topics.replicationFactor());
        defaults.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        defaults.put(StreamsConfig.TASK_TIMEOUT_MS_CONFIG, config.patience().toMillis());
        defaults.put(
                StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), ALERTS_TRANSACTION_MILLIS);
        defaults.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), largest.toInt());
        defaults.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 20);
        Map<String, Object> required = Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG,
                config.applicationId(),
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                StreamsConfig.EXACTLY_ONCE_V2,
                StreamsConfig.NUM_STREAM_THREADS_CONFIG,
                config.threads());
        Map<String, Object> merged = kafka.merged("streams", defaults, required);
        if (!"streams".equalsIgnoreCase(String.valueOf(merged.get(StreamsConfig.GROUP_PROTOCOL_CONFIG)))) {
            // a dead instance is detected after 10 s instead of 45 s; with the newer protocol the broker decides this
            merged.putIfAbsent(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        }
        return new StreamsConfig(merged);
    }
}
