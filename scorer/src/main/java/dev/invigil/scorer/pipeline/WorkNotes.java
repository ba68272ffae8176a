// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Where {@link WorkNote}s are kept: outside the process, one for each partition, the latest one counts. */
public interface WorkNotes extends AutoCloseable {
    /**
     * The notes on these partitions; partitions without one are absent.
     *
     * @throws org.apache.kafka.common.KafkaException when they cannot be read
     */
    Map<TopicPartition, WorkNote> read(Collection<TopicPartition> partitions);

    /**
     * Returns once the notes outlive this process.
     *
     * @throws org.apache.kafka.common.KafkaException when they cannot be written
     */
    void write(Map<TopicPartition, WorkNote> notes);

    @Override
    void close();
}
