// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Notes in memory. */
final class FakeNotes implements WorkNotes {
    final Map<TopicPartition, WorkNote> kept = new HashMap<>();
    int writes;

    @Override
    public Map<TopicPartition, WorkNote> read(Collection<TopicPartition> partitions) {
        Map<TopicPartition, WorkNote> found = new HashMap<>(kept);
        found.keySet().retainAll(partitions);
        return found;
    }

    @Override
    public void write(Map<TopicPartition, WorkNote> notes) {
        writes++;
        kept.putAll(notes);
    }

    @Override
    public void close() {
        // nothing to close
    }
}
