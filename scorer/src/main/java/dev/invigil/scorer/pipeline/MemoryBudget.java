// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Limits the memory of all decoders together. A request for more than is free waits; requests are served in order, so that small images
 * cannot delay a large one indefinitely. Any thread.
 */
final class MemoryBudget {
    /** The request exceeds the budget minus the memory of hanging decoders. */
    static final class ExceededException extends Exception {
        ExceededException(long bytes, long total, long lost) {
            super("decoding needs " + bytes + " bytes of memory, but decode-memory is " + total + " bytes"
                    + (lost == 0 ? "" : ", of which hanging decoders hold " + lost));
        }
    }

    /** Reserved bytes, released when closed. */
    final class Reservation implements AutoCloseable {
        private final long bytes;
        private boolean isLost;
        private boolean isClosed;

        private Reservation(long bytes) {
            this.bytes = bytes;
        }

        /** Its decoder was abandoned: requests do not wait for these bytes any more. They become available again if it is closed later. */
        void lose() {
            synchronized (MemoryBudget.this) {
                if (!isLost && !isClosed) {
                    isLost = true;
                    lost += bytes;
                    MemoryBudget.this.notifyAll();
                }
            }
        }

        @Override
        public void close() {
            synchronized (MemoryBudget.this) {
                if (!isClosed) {
                    isClosed = true;
                    free += bytes;
                    lost -= isLost ? bytes : 0;
                    MemoryBudget.this.notifyAll();
                }
            }
        }
    }

    private final long total;
    private final Deque<Object> waiting = new ArrayDeque<>();
    private long free;
    private long lost;

    /** @param total bytes, at least 1 */
    MemoryBudget(long total) {
        if (total < 1) {
            throw new IllegalArgumentException("a memory budget must be at least 1 byte, but is " + total);
        }
        this.total = total;
        this.free = total;
    }

    /**
     * Reserves the bytes; waits until they are free.
     *
     * @throws ExceededException if they can never be free
     */
    synchronized Reservation reserve(long bytes) throws InterruptedException, ExceededException {
        Object place = new Object();
        waiting.add(place);
        try {
            while (waiting.peek() != place || bytes > free) {
                checkPossible(bytes);
                wait();
            }
            free -= bytes;
            return new Reservation(bytes);
        } finally {
            waiting.remove(place);
            notifyAll();
        }
    }

    private void checkPossible(long bytes) throws ExceededException {
        if (bytes > total - lost) {
            throw new ExceededException(bytes, total, lost);
        }
    }

    synchronized long free() {
        return free;
    }

    synchronized int waiting() {
        return waiting.size();
    }
}
