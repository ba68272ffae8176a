// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far the work on one partition's records has come, during one assignment. Outcomes may come in any order; they are
 * given out in the order of the records, up to the first that is still being worked on, so that the verdicts of a camera
 * keep the order of its frames and a committed offset never passes an unfinished frame.
 */
final class PartitionProgress {
    private record Slot(long bytes, long sinceNanos, Optional<Outcome> outcome) {}

    private final long epoch;
    /** In order of acceptance, which is the order of offsets. */
    private final Map<Long, Slot> open = new LinkedHashMap<>();

    private long newest = -1;
    private long bytes;

    PartitionProgress(long epoch) {
        this.epoch = epoch;
    }

    long epoch() {
        return epoch;
    }

    /**
     * @param bytes what the record holds in memory
     * @param now when it was read, on a clock that only goes forward
     */
    void accept(long offset, long bytes, long now) {
        if (offset <= newest) {
            throw new IllegalStateException("offset " + offset + " comes after " + newest);
        }
        newest = offset;
        this.bytes += bytes;
        open.put(offset, new Slot(bytes, now, Optional.empty()));
    }

    /** Keeps the outcome until it is committed. */
    void finish(Outcome outcome) {
        long offset = outcome.ref().offset();
        Slot slot = open.get(offset);
        if (slot == null || slot.outcome.isPresent()) {
            throw new IllegalStateException("offset " + offset + " has no open work");
        }
        open.put(offset, new Slot(slot.bytes, slot.sinceNanos, Optional.of(outcome)));
    }

    /** The finished head of the partition, in order; the same again until it is {@linkplain #commit committed}. */
    List<Outcome> ready() {
        List<Outcome> ready = new ArrayList<>();
        for (Slot slot : open.values()) {
            if (slot.outcome.isEmpty()) {
                break;
            }
            ready.add(slot.outcome.get());
        }
        return ready;
    }

    /** Whether anything is {@linkplain #ready ready}. */
    boolean hasReady() {
        return !open.isEmpty() && open.values().iterator().next().outcome.isPresent();
    }

    /** The offset behind the last record that was accepted, or -1 when none was. */
    long reached() {
        return newest < 0 ? -1 : newest + 1;
    }

    /** Forgets what was committed: these must be the first of what was {@linkplain #ready ready}. */
    void commit(List<Outcome> committed) {
        for (Outcome outcome : committed) {
            long head = open.keySet().iterator().next();
            if (head != outcome.ref().offset() || open.get(head).outcome.isEmpty()) {
                throw new IllegalStateException("offset " + outcome.ref().offset() + " committed ahead of " + head);
            }
            bytes -= open.remove(head).bytes;
        }
    }

    /** Records accepted and not committed. */
    int frames() {
        return open.size();
    }

    /** When the oldest of them was read; empty when there is none. */
    OptionalLong since() {
        return open.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(open.values().iterator().next().sinceNanos);
    }

    /** Their bytes. */
    long bytes() {
        return bytes;
    }
}
