// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.kit.kafka.KafkaClients;
import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** The scorer's ends at the broker, made when the model is ready and closed by the threads that use them. */
public interface KafkaClientFactory {
    /**
     * Makes or verifies the topics.
     *
     * @throws dev.invigil.kit.OperatorException when they cannot be had
     */
    void prepare();

    /** Reads committed records, commits nothing by itself. */
    Consumer<String, byte[]> consumer();

    /** Reads committed records of partitions that it is assigned; in no group. */
    Consumer<String, byte[]> thresholds();

    /** What outlives the process about records at work. */
    WorkNotes notes();

    /** After how long the broker ends a transaction of {@link #producer()} that is still open. */
    default Duration transactionTimeout() {
        return Duration.ofMillis(KafkaClients.TRANSACTION_TIMEOUT_MILLIS);
    }

    /** Transactional; {@code initTransactions} has not been called. */
    Producer<String, byte[]> producer();
}
