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
import dev.invigil.kit.kafka.BrokerRequests;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.kafka.TopicReader;
import dev.invigil.kit.kafka.TopicTable;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.scorer.threshold.ThresholdEntries;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Reads, sets and clears threshold overrides for an operator. */
public final class ThresholdAdmin {
    private static final String CLIENT_ID = "invigil-threshold";

    private final BrokerRequests broker;
    private final TopicSettings topics;

    /** @param addressSetting names the setting that the address of the broker comes from, for the remedies of errors */
    public ThresholdAdmin(KafkaSettings kafka, TopicSettings topics, String addressSetting) {
        this.broker = new BrokerRequests(new KafkaClients(kafka, topics.frameLimit()), CLIENT_ID, addressSetting);
        this.topics = topics;
    }

    /**
     * All overrides.
     *
     * @throws OperatorException if the broker does not answer or the topic does not exist
     */
    public Overrides read() {
        return broker.ask(() -> {
            try (TopicTable<InspectionPoint, OperatorThreshold> table = new TopicTable<>(
                    broker.reader(),
                    topics.name(Topic.THRESHOLDS),
                    ThresholdEntries::read,
                    new TopicTable.Listener<>() {},
                    TopicReader.Options.patient(BrokerRequests.PATIENCE))) {
                table.readToEnd();
                return new Overrides(table.snapshot());
            }
        });
    }

    /** The newest verdicts, which name the active models. */
    public RecentVerdicts verdicts() {
        return broker.ask(
                () -> RecentVerdicts.read(broker.reader(), topics.name(Topic.VERDICTS), BrokerRequests.PATIENCE));
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
        RecordMetadata written =
                broker.send(new ProducerRecord<>(topics.name(Topic.THRESHOLDS), key.toString(), value));
        return new RecordPosition(written.topic(), written.partition(), written.offset());
    }
}
