// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.threshold;

import dev.invigil.contracts.threshold.ThresholdKey;
import dev.invigil.contracts.threshold.ThresholdOverride;
import dev.invigil.contracts.threshold.ThresholdOverrideCodec;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.detector.decision.InspectionPoint;
import dev.invigil.detector.decision.OperatorThreshold;
import dev.invigil.detector.decision.Overrides;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.kafka.TopicReader;
import dev.invigil.kit.kafka.TopicTable;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.scorer.threshold.ThresholdEntries;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Reads, sets and clears threshold overrides for an operator. */
public final class ThresholdAdmin {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String CLIENT_ID = "invigil-threshold";

    private final KafkaClients clients;
    private final TopicSettings topics;
    private final String addressSetting;

    /** @param addressSetting names the setting that the address of the broker comes from, for the remedies of errors */
    public ThresholdAdmin(KafkaSettings kafka, TopicSettings topics, String addressSetting) {
        this.clients = new KafkaClients(kafka, topics.frameLimit());
        this.topics = topics;
        this.addressSetting = addressSetting;
    }

    /**
     * All overrides.
     *
     * @throws OperatorException if the broker does not answer or the topic does not exist
     */
    public Overrides read() {
        return asOperatorError(() -> {
            try (TopicTable<InspectionPoint, OperatorThreshold> table = new TopicTable<>(
                    reader(),
                    topics.name(Topic.THRESHOLDS),
                    ThresholdEntries::read,
                    new TopicTable.Listener<>() {},
                    TopicReader.Options.patient(PATIENCE))) {
                table.readToEnd();
                return new Overrides(table.snapshot());
            }
        });
    }

    /** The newest verdicts, which name the active models. */
    public RecentVerdicts verdicts() {
        return asOperatorError(() -> RecentVerdicts.read(reader(), topics.name(Topic.VERDICTS), PATIENCE));
    }

    /** Sets an override; returns the position of its record. */
    public RecordPosition set(ThresholdOverride override) {
        return send(override.key(), ThresholdOverrideCodec.encode(override));
    }

    /** Clears an override. */
    public RecordPosition clear(ThresholdKey key) {
        return send(key, null);
    }

    private RecordPosition send(ThresholdKey key, byte[] value) {
        Map<String, Object> properties = new HashMap<>(clients.producer(CLIENT_ID));
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
        return asOperatorError(() -> {
            try (Producer<String, byte[]> producer =
                    new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
                RecordMetadata written = producer.send(
                                new ProducerRecord<>(topics.name(Topic.THRESHOLDS), key.toString(), value))
                        .get();
                return new RecordPosition(written.topic(), written.partition(), written.offset());
            } catch (ExecutionException e) {
                throw new KafkaException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KafkaException("interrupted", e);
            }
        });
    }

    private KafkaConsumer<String, byte[]> reader() {
        Map<String, Object> properties = new HashMap<>(clients.reader(CLIENT_ID));
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
        properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
        return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private <T> T asOperatorError(Supplier<T> work) {
        try {
            return work.get();
        } catch (KafkaException e) {
            // the message of a client that cannot be created is in its cause
            String reason = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw new OperatorException(
                    "the broker at " + clients.settings().bootstrapServers() + " cannot be used: " + reason
                            + "; start the broker, or correct " + addressSetting,
                    e);
        }
    }
}
