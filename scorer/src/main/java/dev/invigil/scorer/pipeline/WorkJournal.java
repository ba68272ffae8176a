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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that no record ends two scorers. Before work begins, a note outside the process says how far it may have come. Where the
 * note of a predecessor reaches beyond what is committed, the predecessor did not end in order, and each record in between is a suspect:
 * it is tried alone, with a note that names it. A record that a predecessor died of while it was tried alone is poison.
 *
 * <p>One journal for the life of the process: what it has noted itself is no sign of a death. Poll thread only.
 */
final class WorkJournal {
    private static final Logger LOG = LoggerFactory.getLogger(WorkJournal.class);

    /**
     * The note is made for so many records more than are there, so that not every poll has to write one. All of them are suspects after a
     * scorer was killed, so they are few.
     */
    static final int AHEAD = 4;

    /** How a record is to be treated. */
    enum Standing {
        /** As usual, together with others. */
        CLEAR,
        /** Alone: a scorer may have died of it. */
        SUSPECT,
        /** Not at all: two scorers have died of it. */
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
     * Reads what the predecessors noted.
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
        if (note.end() > from) {
            LOG.warn(
                    "a scorer ended without order while it worked on {} from offset {} to {}: these frames are tried one by one",
                    partition,
                    from,
                    note.end() - 1);
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

    /** Before work on these records begins, together with others. */
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
     * Before work on a record begins with nothing else at work, and after it.
     *
     * @param done the record that was tried alone until now and has an outcome
     * @param next the record that is tried alone from now on
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
     * Gives partitions up in order.
     *
     * @param reached for each of them, the offset behind the last record that was read, or -1 when none was
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
