// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/**
 * All records that were read and not yet committed, by assigned partition. Each assignment of a partition begins a new
 * epoch; work of an older epoch is dropped. Used by the poll thread only, except {@link #isCurrent}.
 */
final class InFlight {
    private final Map<TopicPartition, PartitionProgress> partitions = new HashMap<>();
    private final Map<TopicPartition, Long> epochs = new ConcurrentHashMap<>();
    private long epoch;

    /** Begins a new epoch of these partitions. */
    void assign(Collection<TopicPartition> assigned) {
        epoch++;
        for (TopicPartition partition : assigned) {
            epochs.put(partition, epoch);
            partitions.put(partition, new PartitionProgress(epoch));
        }
    }

    /** Drops these partitions with all their work: the next owner reads from the committed offset. */
    void drop(Collection<TopicPartition> lost) {
        for (TopicPartition partition : lost) {
            epochs.remove(partition);
            partitions.remove(partition);
        }
    }

    /** Whether the work still belongs to this scorer. Any thread. */
    boolean isCurrent(RecordRef ref) {
        Long current = epochs.get(ref.partition());
        return current != null && current == ref.epoch();
    }

    /**
     * @param bytes memory used by the record
     * @param now when it was read, on a monotonic clock
     */
    RecordRef accept(TopicPartition partition, long offset, long bytes, long now) {
        PartitionProgress progress = partitions.get(partition);
        if (progress == null) {
            throw new IllegalStateException("got a record of " + partition + ", which is not assigned to this scorer");
        }
        progress.accept(offset, bytes, now);
        return new RecordRef(partition, offset, progress.epoch());
    }

    /** Keeps the outcome until it is committed, or drops it when it belongs to an older epoch. */
    void finish(Outcome outcome) {
        if (isCurrent(outcome.ref())) {
            partitions.get(outcome.ref().partition()).finish(outcome);
        }
    }

    /** Drops everything. */
    void clear() {
        drop(List.copyOf(partitions.keySet()));
    }

    /** For each of these partitions, the offset after the last record read, or -1 when none was read. */
    Map<TopicPartition, Long> reached(Collection<TopicPartition> asked) {
        Map<TopicPartition, Long> reached = new HashMap<>();
        for (TopicPartition partition : asked) {
            PartitionProgress progress = partitions.get(partition);
            if (progress != null) {
                reached.put(partition, progress.reached());
            }
        }
        return reached;
    }

    /** Whether anything can be committed now. */
    boolean hasReady() {
        return partitions.values().stream().anyMatch(PartitionProgress::hasReady);
    }

    /** What can be committed now, in order within each partition; partitions with nothing to commit are absent. */
    Map<TopicPartition, List<Outcome>> ready() {
        Map<TopicPartition, List<Outcome>> ready = new HashMap<>();
        partitions.forEach((partition, progress) -> {
            List<Outcome> outcomes = progress.ready();
            if (!outcomes.isEmpty()) {
                ready.put(partition, outcomes);
            }
        });
        return ready;
    }

    /** Removes the committed outcomes: those returned by {@link #ready} before. */
    void commit(Map<TopicPartition, List<Outcome>> committed) {
        committed.forEach((partition, outcomes) -> partitions.get(partition).commit(outcomes));
    }

    /** Frames read and not committed. */
    int frames() {
        return partitions.values().stream().mapToInt(PartitionProgress::frames).sum();
    }

    /** When the oldest of them was read; empty when there is none. */
    OptionalLong since() {
        return partitions.values().stream()
                .map(PartitionProgress::since)
                .flatMapToLong(OptionalLong::stream)
                .boxed()
                // the clock may wrap, so compare by difference
                .min((one, other) -> Long.signum(one - other))
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** The bytes of their records. */
    long bytes() {
        return partitions.values().stream().mapToLong(PartitionProgress::bytes).sum();
    }
}
