// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** The scorer's two ends at the broker, made when the model is ready and closed by the poll thread. */
public interface KafkaPorts {
    /**
     * Makes or verifies the topics.
     *
     * @throws dev.invigil.contracts.OperatorException when they cannot be had
     */
    void prepare();

    /** Reads committed records, commits nothing by itself. */
    Consumer<String, byte[]> consumer();

    /** Transactional; {@code initTransactions} has not been called. */
    Producer<String, byte[]> producer();
}
