// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.label;

import dev.invigil.contracts.label.Label;
import dev.invigil.contracts.label.LabelCodec;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.kafka.RecordProblem;
import dev.invigil.kit.kafka.TopicReader;
import dev.invigil.kit.kafka.TopicTable;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Reads, writes and withdraws labels for an operator. Any thread; each call has clients of its own. */
public final class LabelWriter {
    /** So many verdicts of each partition are searched for a frame, the newest ones. */
    public static final long SEARCHED = 20_000;

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String CLIENT_ID = "invigil-label";

    private final KafkaClients clients;
    private final TopicSettings topics;
    private final String addressSetting;

    /** @param addressSetting names the setting that the address of the broker comes from, for the remedies of errors */
    public LabelWriter(KafkaSettings kafka, TopicSettings topics, String addressSetting) {
        this.clients = new KafkaClients(kafka, topics.frameLimit());
        this.topics = topics;
        this.addressSetting = addressSetting;
    }

    /**
     * All labels, by frame id.
     *
     * @throws OperatorException if the broker does not answer or the topic does not exist
     */
    public Map<String, Label> read() {
        return asOperatorError(() -> {
            try (TopicTable<String, Label> table = new TopicTable<>(
                    reader(),
                    topics.name(Topic.LABELS),
                    LabelEntries::read,
                    new TopicTable.Listener<>() {},
                    TopicReader.Options.patient(PATIENCE))) {
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
        return asOperatorError(() -> {
            List<Verdict> found = new ArrayList<>();
            try (TopicReader verdicts = new TopicReader(
                    reader(),
                    List.of(topics.name(Topic.VERDICTS)),
                    record -> take(record, frameId, found),
                    TopicReader.Options.patient(PATIENCE).withNewest(SEARCHED))) {
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
        Map<String, Object> properties = new HashMap<>(clients.producer(CLIENT_ID));
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
        return asOperatorError(() -> {
            try (Producer<String, byte[]> producer =
                    new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
                RecordMetadata written = producer.send(new ProducerRecord<>(topics.name(Topic.LABELS), frameId, value))
                        .get();
                return new RecordPosition(written.topic(), written.partition(), written.offset());
            } catch (ExecutionException e) {
                throw new KafkaException(e.getCause());
            } catch (InterruptedException e) {
                throw new InterruptException(e);
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
        } catch (InterruptException e) {
            throw e;
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
