// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Stores {@link WorkNote}s outside the process: one per partition, the latest one is valid. */
public interface WorkNotes extends AutoCloseable {
    /**
     * The notes on these partitions; partitions without one are absent.
     *
     * @throws org.apache.kafka.common.KafkaException when they cannot be read
     */
    Map<TopicPartition, WorkNote> read(Collection<TopicPartition> partitions);

    /**
     * Returns once the notes are stored durably.
     *
     * @throws org.apache.kafka.common.KafkaException when they cannot be written
     */
    void write(Map<TopicPartition, WorkNote> notes);

    @Override
    void close();
}
