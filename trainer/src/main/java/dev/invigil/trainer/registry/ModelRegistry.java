// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.registry;

import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.model.ModelRecordCodec;
import dev.invigil.contracts.model.Models;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.kafka.TopicReader;
import dev.invigil.kit.kafka.TopicTable;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and changes the list of models. Each change is one transaction of a producer whose name all writers of an installation share: it
 * ends the transaction of any other writer, then reads the list to its end, and decides on what it has read. If another writer comes
 * in between, the broker refuses this one's transaction, and it begins again. So changes happen one after the other, also those of
 * several processes, and none is lost.
 */
public final class ModelRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(ModelRegistry.class);
    private static final String CLIENT_ID = "invigil-models";
    private static final int ATTEMPTS = 8;
    private static final long PAUSE_MILLIS = 50;

    private final KafkaClients clients;
    private final TopicSettings topics;

    /** Connects to nothing yet. */
    public ModelRegistry(KafkaSettings kafka, TopicSettings topics) {
        this.clients = new KafkaClients(kafka, topics.frameLimit());
        this.topics = topics;
    }

    /**
     * All models as of now.
     *
     * @throws OperatorException if the topic does not exist or the broker does not answer
     * @throws KafkaException if the broker refuses
     */
    public Models read() {
        List<String> skipped = new ArrayList<>();
        Models models = read(skipped);
        if (!skipped.isEmpty()) {
            LOG.warn(
                    "{} records of the topic {} cannot be read and have no effect; the last one: {}. Find the program that wrote them. A record with the same key and no value removes one",
                    skipped.size(),
                    topics.name(Topic.MODELS),
                    skipped.get(skipped.size() - 1));
        }
        return models;
    }

    /** @param skipped receives what cannot be read */
    private Models read(List<String> skipped) {
        try (TopicTable<String, ModelRecord> table = new TopicTable<>(
                reader(),
                topics.name(Topic.MODELS),
                ModelEntries::read,
                new TopicTable.Listener<>() {},
                TopicReader.Options.patient(topics.timeout())
                        .withUnreadable((record, problem) -> skipped.add("offset " + record.offset() + " with the key "
                                + record.key() + " (" + problem.reason() + "): " + problem.detail()))
                        .unlogged())) {
            table.readToEnd();
            return new Models(table.snapshot());
        }
    }

    /**
     * Decides on the list as it is now, and writes what was decided. The bundle of a model must be in the store before.
     *
     * @param decide called again when another writer was faster; see {@link ModelChanges}
     * @return the decision; a {@link ModelChange.Write} is committed
     * @throws OperatorException if other writers were faster each time, the topic does not exist or the broker does not answer
     * @throws KafkaException if the broker refuses
     */
    public ModelChange change(Function<Models, ModelChange> decide) {
        Attempts attempts = new Attempts(decide);
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                return attempts.next();
            } catch (ProducerFencedException | InvalidProducerEpochException e) {
                LOG.info("another process is changing the models at the same time; trying again ({})", attempt);
                pause(attempt);
            }
        }
        throw new OperatorException(
                "other processes change the models all the time; nothing was changed. Check what they do, and try again");
    }

    /** The attempts at one change. */
    private final class Attempts {
        private final Function<Models, ModelChange> decide;
        /** What was sent by an attempt of which it is not known whether it was committed. */
        private List<ModelChange.Write> sent = new ArrayList<>();

        Attempts(Function<Models, ModelChange> decide) {
            this.decide = decide;
        }

        ModelChange next() {
            try (Producer<String, byte[]> producer = producer()) {
                producer.initTransactions();
                Models models = read(new ArrayList<>()); // who changes has read before, and the log says it once
                for (ModelChange.Write earlier : sent) {
                    if (models.byDigest().values().containsAll(earlier.records())) {
                        return earlier;
                    }
                }
                ModelChange change = decide.apply(models);
                if (change instanceof ModelChange.Write write) {
                    commit(producer, write);
                }
                return change;
            } catch (TimeoutException e) {
                throw new OperatorException(
                        "no answer from the broker at " + clients.settings().bootstrapServers() + " within "
                                + topics.timeout().toSeconds()
                                + " s; it is not known whether the models were changed. Start the broker, then see: invigil models list",
                        e);
            }
        }

        private void commit(Producer<String, byte[]> producer, ModelChange.Write write) {
            sent.add(write);
            producer.beginTransaction();
            List<Future<RecordMetadata>> results = new ArrayList<>();
            for (ModelRecord model : write.records()) {
                results.add(producer.send(new ProducerRecord<>(
                        topics.name(Topic.MODELS), model.digest(), ModelRecordCodec.encode(model))));
            }
            for (Future<RecordMetadata> result : results) {
                await(result);
            }
            producer.commitTransaction();
        }
    }

    private static void await(Future<RecordMetadata> result) {
        try {
            result.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(PAUSE_MILLIS * attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }

    private Producer<String, byte[]> producer() {
        Map<String, Object> properties =
                new HashMap<>(clients.transactionalProducer(CLIENT_ID, topics.prefix() + "models-writer"));
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis(topics.timeout()));
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    private KafkaConsumer<String, byte[]> reader() {
        return new KafkaConsumer<>(
                clients.reader(CLIENT_ID, topics.timeout()), new StringDeserializer(), new ByteArrayDeserializer());
    }

    private static int millis(Duration timeout) {
        return Math.toIntExact(Math.min(Integer.MAX_VALUE, timeout.toMillis()));
    }
}
