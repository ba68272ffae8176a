// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer;

import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.kafka.BrokerFeatures;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.topic.TopicProvisioner;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.scorer.pipeline.KafkaClientFactory;
import dev.invigil.scorer.pipeline.WorkNotes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kafka clients for the configured broker. */
public final class ScorerClients implements KafkaClientFactory {
    private static final int MAX_POLL_RECORDS = 64;

    /** Suffix of the group whose offsets store the notes on records in process. */
    private static final String NOTES_SUFFIX = "-at-work";

    private static final List<String> CLASSIC_ONLY = List.of(
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
            ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);

    /** Longest wait of a call of the poll thread for the broker. */
    private static final int MAX_BLOCK_MILLIS = 5_000;

    /**
     * Longest wait for the committed offsets of newly assigned partitions. The broker states them only after it has ended the open
     * transaction of a killed scorer: {@link KafkaClients#TRANSACTION_TIMEOUT_MILLIS} plus the interval at which it checks.
     */
    private static final int MAX_COMMITTED_MILLIS = 10_000;

    /**
     * A scorer that does not poll for this long loses its partitions. It is also how long the classic group protocol waits for a member
     * that does not rejoin while all others have no partitions, so it must be short: Kafka's default of 5 minutes let a scorer that
     * waited for a broker hold back all others. Not shorter than the calls of one poll may wait: {@link #MAX_COMMITTED_MILLIS} and
     * then 5 s for the notes, or {@link #MAX_BLOCK_MILLIS} twice for a transaction.
     */
    private static final int MAX_POLL_INTERVAL_MILLIS = 15_000;

    /** The newer group protocol is used when it detects a dead scorer at least as soon as the classic protocol with our settings. */
    private static final long LONGEST_SESSION_MILLIS = 6_000;

    private static final int MAX_SHADOW_BLOCK_MILLIS = 1_000;
    private static final long SHADOW_BUFFER_BYTES = 4L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(ScorerClients.class);

    private final ScorerConfig config;
    private final KafkaSettings kafka;
    private final TopicSettings topics;
    private volatile BrokerFeatures features = BrokerFeatures.UNKNOWN;

    public ScorerClients(ScorerConfig config, KafkaSettings kafka, TopicSettings topics) {
        this.config = config;
        this.kafka = kafka;
        this.topics = topics;
    }

    @Override
    public void prepare() {
        TopicProvisioner.ensure(kafka, topics, config.patience());
        features = BrokerFeatures.lookUp(new KafkaClients(kafka, topics.frameLimit()), clientId() + "-features");
        LOG.info("group protocol: {}", groupProtocol().reason());
    }

    @Override
    public Consumer<String, byte[]> consumer() {
        Map<String, Object> properties = new HashMap<>(
                new KafkaClients(settings(groupProtocol()), topics.frameLimit()).consumer(clientId(), config.group()));
        // one poll may exceed the load limits, so keep it small
        properties.putIfAbsent(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Math.min(MAX_POLL_RECORDS, config.maxInFlight()));
        properties.putIfAbsent(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, MAX_POLL_INTERVAL_MILLIS);
        properties.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, MAX_COMMITTED_MILLIS);
        if (!"consumer".equalsIgnoreCase(String.valueOf(properties.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG)))) {
            // a joining scorer takes only its share; the others continue with theirs
            properties.putIfAbsent(
                    ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        }
        return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** With the newer protocol the broker sets it, to less than the session timeout of at most {@link #LONGEST_SESSION_MILLIS}. */
    @Override
    public Duration heartbeat() {
        Object classic = new KafkaClients(settings(groupProtocol()), topics.frameLimit())
                .consumer(clientId(), config.group())
                .get(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG);
        return classic == null
                ? KafkaClientFactory.super.heartbeat()
                : Duration.ofMillis(Long.parseLong(String.valueOf(classic)));
    }

    @Override
    public Consumer<String, byte[]> thresholds() {
        return new KafkaConsumer<>(
                new KafkaClients(kafka, topics.frameLimit()).reader(clientId() + "-thresholds"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    @Override
    public Consumer<String, byte[]> models() {
        return new KafkaConsumer<>(
                new KafkaClients(kafka, topics.frameLimit()).reader(clientId() + "-models"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    @Override
    public WorkNotes notes() {
        return new GroupOffsetNotes(
                Admin.create(new KafkaClients(kafka, topics.frameLimit()).admin(clientId() + "-notes")),
                config.group() + NOTES_SUFFIX);
    }

    @Override
    public Duration transactionTimeout() {
        return Duration.ofMillis(
                Long.parseLong(String.valueOf(producerProperties().get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG))));
    }

    private Map<String, Object> producerProperties() {
        // a dead letter is a complete frame with additional headers
        DataSize largest = topics.frameLimit().plus(KafkaClients.RECORD_SLACK);
        return new HashMap<>(new KafkaClients(kafka, largest)
                .transactionalProducer(clientId(), config.group() + "-" + config.instanceName()));
    }

    @Override
    public Producer<String, byte[]> producer() {
        Map<String, Object> properties = producerProperties();
        properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS);
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    @Override
    public Producer<String, byte[]> shadowProducer() {
        Map<String, Object> properties =
                new HashMap<>(new KafkaClients(kafka, DataSize.mebibytes(1)).producer(clientId() + "-shadow"));
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_SHADOW_BLOCK_MILLIS);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, SHADOW_BUFFER_BYTES);
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    /** @param reason for the log */
    private record GroupProtocol(boolean newer, String reason) {}

    private GroupProtocol groupProtocol() {
        Map<String, Object> own = kafka.merged("consumer", Map.of(), Map.of());
        if (own.containsKey(ConsumerConfig.GROUP_PROTOCOL_CONFIG)) {
            return new GroupProtocol(
                    false, own.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG) + ", as set in the kafka section");
        }
        for (String classicOnly : CLASSIC_ONLY) {
            if (own.containsKey(classicOnly)) {
                return new GroupProtocol(
                        false,
                        "classic, because the kafka section sets " + classicOnly
                                + ", which the newer protocol does not support");
            }
        }
        if (features.groupVersion() < 1) {
            return new GroupProtocol(
                    false, "classic, because the broker does not support group.version 1 (available since Kafka 4.0)");
        }
        OptionalLong session = features.consumerSession();
        if (session.isEmpty() || session.getAsLong() > LONGEST_SESSION_MILLIS) {
            return new GroupProtocol(
                    false,
                    "classic, because the newer protocol would detect a dead scorer only after "
                            + (session.isEmpty() ? "an unknown time" : session.getAsLong() / 1000 + " s")
                            + "; set group.consumer.min.session.timeout.ms=1000, group.consumer.session.timeout.ms=3000,"
                            + " group.consumer.min.heartbeat.interval.ms=500 and group.consumer.heartbeat.interval.ms=1000 at the"
                            + " broker");
        }
        return new GroupProtocol(true, "consumer");
    }

    private KafkaSettings settings(GroupProtocol protocol) {
        if (!protocol.newer()) {
            return kafka;
        }
        Map<String, String> more = new HashMap<>(kafka.properties());
        more.put("consumer." + ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        return new KafkaSettings(more);
    }

    private String clientId() {
        return "invigil-scorer-" + config.instanceName();
    }
}
