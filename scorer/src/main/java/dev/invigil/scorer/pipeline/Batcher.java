// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Groups items into batches: as soon as the largest batch is full, or as soon as the oldest item has waited long enough.
 * A batch always has one of a few fixed sizes (1, 2, 4, … and the largest), the largest that is filled: the network is warmed up at these
 * sizes, and no work is spent on padding. The remaining items are due as well and form the next batch. Independent of clock and threads.
 */
final class Batcher<T> {
    private record Waiting<T>(T item, long since) {}

    private final int largest;
    private final long maxWaitNanos;
    private final Deque<Waiting<T>> waiting = new ArrayDeque<>();

    /**
     * @param largest most items in a batch, at least 1
     * @param maxWaitNanos longest wait before a partial batch is emitted; 0 batches only items that are available at the same time
     */
    Batcher(int largest, long maxWaitNanos) {
        if (largest < 1 || maxWaitNanos < 0) {
            throw new IllegalArgumentException("the batch size must be at least 1 and the wait at least 0 ns, but are "
                    + largest + " and " + maxWaitNanos + " ns");
        }
        this.largest = largest;
        this.maxWaitNanos = maxWaitNanos;
    }

    /** The sizes a batch can have, ascending. */
    static List<Integer> sizes(int largest) {
        List<Integer> sizes = new ArrayList<>();
        for (int size = 1; size < largest; size *= 2) {
            sizes.add(size);
        }
        sizes.add(largest);
        return List.copyOf(sizes);
    }

    /**
     * @param now the present, on a monotonic clock
     */
    void add(T item, long now) {
        waiting.addLast(new Waiting<>(item, now));
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Nanoseconds until a batch is due, at least 0; empty while no item is waiting. */
    OptionalLong nanosUntilDue(long now) {
        if (waiting.isEmpty()) {
            return OptionalLong.empty();
        }
        if (waiting.size() >= largest) {
            return OptionalLong.of(0);
        }
        return OptionalLong.of(Math.max(0, waiting.getFirst().since + maxWaitNanos - now));
    }

    /** The next batch in order of arrival, or an empty list while none is due. */
    List<T> next(long now) {
        if (nanosUntilDue(now).orElse(1) > 0) {
            return List.of();
        }
        int size = largest;
        if (waiting.size() < largest) {
            size = Integer.highestOneBit(waiting.size());
        }
        List<T> batch = new ArrayList<>(size);
        while (batch.size() < size) {
            batch.add(waiting.removeFirst().item);
        }
        return batch;
    }

    /** Takes out all items that the predicate names, in order of arrival. */
    List<T> removeIf(Predicate<T> removed) {
        List<T> taken = new ArrayList<>();
        waiting.removeIf(one -> removed.test(one.item) && taken.add(one.item));
        return taken;
    }
}
