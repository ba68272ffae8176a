// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.kit.kafka.KafkaClients;
import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** The scorer's Kafka clients, created when the model is ready and closed by the threads that use them. */
public interface KafkaClientFactory {
    /**
     * Creates or verifies the topics.
     *
     * @throws dev.invigil.kit.OperatorException when they cannot be created or have wrong settings
     */
    void prepare();

    /** Reads committed records, commits nothing by itself. */
    Consumer<String, byte[]> consumer();

    /** Reads committed records of assigned partitions, without a consumer group. */
    Consumer<String, byte[]> thresholds();

    /** The same, for the list of models. */
    Consumer<String, byte[]> models();

    /** Sends the verdicts of a model in shadow: not transactional, gives up soon when the broker does not answer. */
    Producer<String, byte[]> shadowProducer();

    /** Stores the notes on records in process, outside this process. */
    WorkNotes notes();

    /** After how long the broker ends a transaction of {@link #producer()} that is still open. */
    default Duration transactionTimeout() {
        return Duration.ofMillis(KafkaClients.TRANSACTION_TIMEOUT_MILLIS);
    }

    /** How often {@link #consumer()} sends a heartbeat to the group, at the least. */
    default Duration heartbeat() {
        return Duration.ofSeconds(3);
    }

    /** Transactional; {@code initTransactions} has not been called. */
    Producer<String, byte[]> producer();
}
