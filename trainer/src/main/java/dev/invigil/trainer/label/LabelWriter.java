// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.label;

import dev.invigil.contracts.label.Label;
import dev.invigil.contracts.label.LabelCodec;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.kafka.BrokerRequests;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.kafka.RecordProblem;
import dev.invigil.kit.kafka.TopicReader;
import dev.invigil.kit.kafka.TopicTable;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Reads, writes and withdraws labels for an operator. Any thread; each call has clients of its own. */
public final class LabelWriter {
    /** So many verdicts of each partition are searched for a frame, the newest ones. */
    public static final long SEARCHED = 20_000;

    private static final String CLIENT_ID = "invigil-label";

    private final BrokerRequests broker;
    private final TopicSettings topics;

    /** @param addressSetting names the setting that the address of the broker comes from, for the remedies of errors */
    public LabelWriter(KafkaSettings kafka, TopicSettings topics, String addressSetting) {
        this.broker = new BrokerRequests(new KafkaClients(kafka, topics.frameLimit()), CLIENT_ID, addressSetting);
        this.topics = topics;
    }

    /**
     * All labels, by frame id.
     *
     * @throws OperatorException if the broker does not answer or the topic does not exist
     */
    public Map<String, Label> read() {
        return broker.ask(() -> {
            try (TopicTable<String, Label> table = new TopicTable<>(
                    broker.reader(),
                    topics.name(Topic.LABELS),
                    LabelEntries::read,
                    new TopicTable.Listener<>() {},
                    TopicReader.Options.patient(BrokerRequests.PATIENCE))) {
                table.readToEnd();
                return table.snapshot();
            }
        });
    }

    /**
     * The verdict on a frame, if it is among the newest {@value #SEARCHED} of its partition.
     *
     * @throws OperatorException as {@link #read}
     */
    public Optional<Verdict> verdict(String frameId) {
        return broker.ask(() -> {
            List<Verdict> found = new ArrayList<>();
            try (TopicReader verdicts = new TopicReader(
                    broker.reader(),
                    List.of(topics.name(Topic.VERDICTS)),
                    record -> take(record, frameId, found),
                    TopicReader.Options.patient(BrokerRequests.PATIENCE).withNewest(SEARCHED))) {
                verdicts.readToEnd();
            }
            return found.stream().findFirst();
        });
    }

    private static Optional<RecordProblem> take(
            ConsumerRecord<String, byte[]> record, String frameId, List<Verdict> found) {
        return VerdictCodec.decode(record.value())
                .fold(
                        verdict -> {
                            if (verdict.frameId().equals(frameId)) {
                                found.add(verdict);
                            }
                            return Optional.empty();
                        },
                        refused ->
                                Optional.of(new RecordProblem(refused.refusal().name(), refused.detail())));
    }

    /**
     * Writes a label; an earlier one of the frame is replaced.
     *
     * @return the position of its record
     * @throws OperatorException as {@link #read}
     */
    public RecordPosition write(Label label) {
        return send(label.frameId(), LabelCodec.encode(label));
    }

    /**
     * Withdraws the label of a frame.
     *
     * @return the position of the record that says so
     * @throws OperatorException as {@link #read}
     */
    public RecordPosition clear(String frameId) {
        return send(frameId, null);
    }

    private RecordPosition send(String frameId, byte[] value) {
        RecordMetadata written = broker.send(new ProducerRecord<>(topics.name(Topic.LABELS), frameId, value));
        return new RecordPosition(written.topic(), written.partition(), written.offset());
    }
}
