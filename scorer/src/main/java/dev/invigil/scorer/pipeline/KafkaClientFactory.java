// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

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

    /** Transactional; {@code initTransactions} has not been called. */
    Producer<String, byte[]> producer();
}
