// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/**
 * Prevents one record from crashing scorer after scorer. Before processing begins, a note outside the process states the highest offset
 * that may be in process. If the note of a predecessor is beyond the committed offset, the predecessor ended unexpectedly, and each record
 * in between is a suspect: it is processed alone, with a note that names it. A record that crashed a predecessor while it was processed
 * alone is poison.
 *
 * <p>One journal for the lifetime of the process: its own notes are not evidence of a crash. Poll thread only.
 */
final class WorkJournal {
    /**
     * Each note covers this many additional records, so that not every poll has to write one. The number is small because all of them are
     * suspects after a crash.
     */
    static final int AHEAD = 4;

    /** How to process a record. */
    enum Standing {
        /** Together with other records. */
        CLEAR,
        /** Alone: it may have crashed a scorer. */
        SUSPECT,
        /** Not at all: it has crashed two scorers. */
        POISON
    }

    private static final class Entry {
        private long noted;
        private long suspectsEnd;
        private final Set<Long> poison = new TreeSet<>();
    }

    private record Tried(TopicPartition partition, long offset) {}

    private final WorkNotes notes;
    private final Map<TopicPartition, Entry> entries = new HashMap<>();
    private final Set<Tried> triedHere = new HashSet<>();

    WorkJournal(WorkNotes notes) {
        this.notes = notes;
    }

    /**
     * Reads the notes of the predecessors.
     *
     * @param committed the offset that each of the newly assigned partitions is read from
     */
    void assign(Map<TopicPartition, Long> committed) {
        Map<TopicPartition, WorkNote> found = notes.read(committed.keySet());
        committed.forEach((partition, from) -> entries.put(partition, entry(partition, from, found.get(partition))));
    }

    private Entry entry(TopicPartition partition, long from, WorkNote note) {
        Entry entry = new Entry();
        if (note == null) {
            return entry;
        }
        entry.noted = note.end();
        entry.suspectsEnd = note.end();
        note.poison().stream().filter(offset -> offset >= from).forEach(entry.poison::add);
        if (note.alone().isPresent()) {
            long alone = note.alone().getAsLong();
            if (alone >= from && !triedHere.contains(new Tried(partition, alone))) {
                entry.poison.add(alone);
            }
        }
        return entry;
    }

    Standing standing(TopicPartition partition, long offset) {
        Entry entry = entries.get(partition);
        if (entry.poison.contains(offset)) {
            return Standing.POISON;
        }
        return offset < entry.suspectsEnd ? Standing.SUSPECT : Standing.CLEAR;
    }

    /** Call before these records are processed together. */
    void begin(Collection<RecordRef> records) {
        Map<TopicPartition, WorkNote> changed = new HashMap<>();
        for (RecordRef record : records) {
            Entry entry = entries.get(record.partition());
            if (record.offset() >= entry.noted) {
                entry.noted = record.offset() + 1 + AHEAD;
                changed.put(record.partition(), new WorkNote(entry.noted, OptionalLong.empty(), entry.poison));
            }
        }
        if (!changed.isEmpty()) {
            notes.write(changed);
        }
    }

    /**
     * Call before and after a record is processed alone.
     *
     * @param done the record that was processed alone and now has an outcome
     * @param next the record that is processed alone next
     */
    void alone(Optional<RecordRef> done, Optional<RecordRef> next) {
        Map<TopicPartition, WorkNote> changed = new HashMap<>();
        done.ifPresent(record -> {
            triedHere.remove(new Tried(record.partition(), record.offset()));
            Entry entry = entries.get(record.partition());
            if (entry != null) {
                changed.put(record.partition(), new WorkNote(entry.noted, OptionalLong.empty(), entry.poison));
            }
        });
        next.ifPresent(record -> {
            triedHere.add(new Tried(record.partition(), record.offset()));
            Entry entry = entries.get(record.partition());
            entry.noted = Math.max(entry.noted, record.offset() + 1);
            changed.put(record.partition(), new WorkNote(entry.noted, OptionalLong.of(record.offset()), entry.poison));
        });
        if (!changed.isEmpty()) {
            notes.write(changed);
        }
    }

    /**
     * Releases partitions regularly.
     *
     * @param reached for each of them, the offset after the last record read, or -1 when none was read
     */
    void release(Map<TopicPartition, Long> reached) {
        Map<TopicPartition, WorkNote> changed = new HashMap<>();
        reached.forEach((partition, end) -> {
            Entry entry = entries.get(partition);
            if (entry != null && end >= 0 && entry.noted > 0) {
                changed.put(
                        partition, new WorkNote(Math.max(end, entry.suspectsEnd), OptionalLong.empty(), entry.poison));
            }
        });
        if (!changed.isEmpty()) {
            notes.write(changed);
        }
    }

    void drop(Collection<TopicPartition> lost) {
        lost.forEach(entries::remove);
    }
}
