// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer;

import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.topic.TopicProvisioner;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.scorer.pipeline.KafkaClientFactory;
import java.util.HashMap;
import java.util.Map;
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

/** Clients at the configured broker. */
public final class ScorerClients implements KafkaClientFactory {
    private static final int MAX_POLL_RECORDS = 64;
    private static final int MAX_BLOCK_MILLIS = 15_000;

    private final ScorerConfig config;
    private final KafkaSettings kafka;
    private final TopicSettings topics;

    public ScorerClients(ScorerConfig config, KafkaSettings kafka, TopicSettings topics) {
        this.config = config;
        this.kafka = kafka;
        this.topics = topics;
    }

    @Override
    public void prepare() {
        TopicProvisioner.ensure(kafka, topics);
    }

    @Override
    public Consumer<String, byte[]> consumer() {
        Map<String, Object> properties =
                new HashMap<>(new KafkaClients(kafka, topics.frameLimit()).consumer(clientId(), config.group()));
        // the load limits may be passed by one poll at most: keep it small
        properties.putIfAbsent(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Math.min(MAX_POLL_RECORDS, config.maxInFlight()));
        if (!"consumer".equals(properties.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG))) {
            // a scorer that joins takes its share only; the others keep working on theirs
            properties.putIfAbsent(
                    ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        }
        return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Consumer<String, byte[]> thresholds() {
        return new KafkaConsumer<>(
                new KafkaClients(kafka, topics.frameLimit()).reader(clientId() + "-thresholds"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    @Override
    public Producer<String, byte[]> producer() {
        // a dead letter is a whole frame with some headers more
        DataSize largest = topics.frameLimit().plus(KafkaClients.RECORD_SLACK);
        Map<String, Object> properties = new HashMap<>(new KafkaClients(kafka, largest)
                .transactionalProducer(clientId(), config.group() + "-" + config.instanceName()));
        // shorter than the patience, so that the poll thread is back in time for its group
        properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS);
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    private String clientId() {
        return "invigil-scorer-" + config.instanceName();
    }
}
