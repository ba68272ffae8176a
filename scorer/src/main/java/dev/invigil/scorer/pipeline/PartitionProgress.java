// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The progress on the records of one partition during one assignment. Outcomes may arrive in any order; they are returned in the order of
 * the records, up to the first unfinished record, so that the verdicts of a camera keep the order of its frames and a committed offset
 * never passes an unfinished frame.
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
     * @param bytes memory used by the record
     * @param now when it was read, on a monotonic clock
     */
    void accept(long offset, long bytes, long now) {
        if (offset <= newest) {
            throw new IllegalStateException("got offset " + offset + " after offset " + newest);
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
            throw new IllegalStateException("got a result for offset " + offset + ", which is not in progress");
        }
        open.put(offset, new Slot(slot.bytes, slot.sinceNanos, Optional.of(outcome)));
    }

    /** The finished records at the head of the partition, in order; the same until they are {@linkplain #commit committed}. */
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

    /** The offset after the last accepted record, or -1 when none was accepted. */
    long reached() {
        return newest < 0 ? -1 : newest + 1;
    }

    /** Removes the committed outcomes; they must be the first of those {@linkplain #ready ready}. */
    void commit(List<Outcome> committed) {
        for (Outcome outcome : committed) {
            long head = open.keySet().iterator().next();
            if (head != outcome.ref().offset() || open.get(head).outcome.isEmpty()) {
                throw new IllegalStateException("offset " + outcome.ref().offset() + " committed before " + head);
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
