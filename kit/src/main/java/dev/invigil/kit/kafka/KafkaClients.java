// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.kafka;

import dev.invigil.kit.config.DataSize;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Properties of the clients that the services use. Serializers are given to the clients' constructors. */
public final class KafkaClients {
    /** Space for key, headers and framing, in addition to the largest image. */
    public static final DataSize RECORD_SLACK = new DataSize(64 << 10);

    /**
     * The open transaction of a killed producer blocks all {@code read_committed} readers for this time plus the interval at which the
     * broker checks for expired transactions. Our transactions take about 100 ms.
     */
    public static final int TRANSACTION_TIMEOUT_MILLIS = 3_000;

    /** Session timeout of the classic group protocol; the minimum that brokers allow by default. */
    private static final int SESSION_TIMEOUT_MILLIS = 6_000;

    private final KafkaSettings settings;
    private final DataSize frameLimit;

    /** @param frameLimit the largest encoded image; clients are given room for it */
    public KafkaClients(KafkaSettings settings, DataSize frameLimit) {
        this.settings = settings;
        this.frameLimit = frameLimit;
    }

    /** Idempotent, {@code acks=all}. */
    public Map<String, Object> producer(String clientId) {
        return settings.merged("producer", producerDefaults(clientId), producerRequirements());
    }

    /**
     * Idempotent, {@code acks=all}, transactional.
     *
     * @param transactionalId unique among living producers; a new producer of the same id fences the old one
     */
    public Map<String, Object> transactionalProducer(String clientId, String transactionalId) {
        Map<String, Object> defaults = producerDefaults(clientId);
        defaults.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MILLIS);
        Map<String, Object> required = producerRequirements();
        required.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        return settings.merged("producer", defaults, required);
    }

    /** Reads committed records only, commits nothing by itself, starts a new group at the earliest record. */
    public Map<String, Object> consumer(String clientId, String groupId) {
        Map<String, Object> defaults = readerDefaults(clientId);
        defaults.put(
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, largestRecord().toInt());
        Map<String, Object> required = readerRequirements();
        required.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
        Map<String, Object> merged = settings.merged("consumer", defaults, required);
        if (!"consumer".equalsIgnoreCase(String.valueOf(merged.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG)))) {
            // detected in 6 s instead of 45 s; with the newer protocol the broker has this setting
            merged.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS);
            int session = Integer.parseInt(String.valueOf(merged.get(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG)));
            merged.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, Math.max(1, session / 4));
        }
        return merged;
    }

    /** Reads committed records of partitions that it is assigned, from the earliest; belongs to no group. */
    public Map<String, Object> reader(String clientId) {
        return settings.merged("consumer", readerDefaults(clientId), readerRequirements());
    }

    /**
     * The same; a request that the broker does not answer fails after this time.
     *
     * @param timeout at least 1 ms
     */
    public Map<String, Object> reader(String clientId, Duration timeout) {
        Map<String, Object> properties = new HashMap<>(reader(clientId));
        properties.put(
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) Math.min(Integer.MAX_VALUE, timeout.toMillis()));
        return properties;
    }

    public Map<String, Object> admin(String clientId) {
        return settings.merged("admin", Map.of(AdminClientConfig.CLIENT_ID_CONFIG, clientId), Map.of());
    }

    public KafkaSettings settings() {
        return settings;
    }

    private DataSize largestRecord() {
        return frameLimit.plus(RECORD_SLACK);
    }

    private static Map<String, Object> readerDefaults(String clientId) {
        Map<String, Object> defaults = new HashMap<>();
        defaults.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        defaults.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        defaults.put(CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG, 20);
        defaults.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        return defaults;
    }

    private static Map<String, Object> readerRequirements() {
        Map<String, Object> required = new HashMap<>();
        required.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        required.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        return required;
    }

    private Map<String, Object> producerDefaults(String clientId) {
        Map<String, Object> defaults = new HashMap<>();
        defaults.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        defaults.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        defaults.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, largestRecord().toInt());
        // a handful of the largest frames, so that one slow broker does not stall the next camera at once
        defaults.put(
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                Math.max(64L << 20, 4 * largestRecord().bytes()));
        defaults.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 20);
        return defaults;
    }

    private static Map<String, Object> producerRequirements() {
        Map<String, Object> required = new HashMap<>();
        required.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        required.put(ProducerConfig.ACKS_CONFIG, "all");
        return required;
    }
}
