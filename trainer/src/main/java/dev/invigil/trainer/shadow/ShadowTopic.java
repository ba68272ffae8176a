// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.shadow;

import dev.invigil.contracts.verdict.ShadowVerdictCodec;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.kafka.RecordProblem;
import dev.invigil.kit.kafka.TopicReader;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the {@code verdicts.shadow} topic. Any thread; each call has a client of its own. */
public final class ShadowTopic {
    private static final String CLIENT_ID = "invigil-shadow-reader";

    private final KafkaClients clients;
    private final TopicSettings topics;

    /** Connects to nothing yet. */
    public ShadowTopic(KafkaSettings kafka, TopicSettings topics) {
        this.clients = new KafkaClients(kafka, topics.frameLimit());
        this.topics = topics;
    }

    /**
     * What a model decided in shadow, up to now.
     *
     * @param digest of the model
     * @param since earlier records are left out
     * @param listed most disagreements that are listed
     * @throws OperatorException if the topic does not exist
     * @throws KafkaException if the broker does not answer or refuses
     */
    public ShadowComparison compare(String digest, Optional<Instant> since, int listed) {
        ShadowCount count = new ShadowCount(digest, listed);
        TopicReader.Options patient = TopicReader.Options.patient(topics.timeout());
        try (TopicReader reader = new TopicReader(
                consumer(),
                List.of(topics.name(Topic.SHADOW_VERDICTS)),
                record -> take(record, count),
                since.map(patient::withSince).orElse(patient))) {
            reader.readToEnd();
        }
        return count.result();
    }

    private static Optional<RecordProblem> take(ConsumerRecord<String, byte[]> record, ShadowCount count) {
        return ShadowVerdictCodec.decode(record)
                .fold(
                        compared -> {
                            count.take(compared);
                            return Optional.empty();
                        },
                        refused ->
                                Optional.of(new RecordProblem(refused.refusal().name(), refused.detail())));
    }

    private KafkaConsumer<String, byte[]> consumer() {
        return new KafkaConsumer<>(
                clients.reader(CLIENT_ID, topics.timeout()), new StringDeserializer(), new ByteArrayDeserializer());
    }
}
