// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bytes that all decoders together may use. Who asks for more than is free waits, in the order of asking, so that a large image is
 * not passed over for ever by small ones. Any thread.
 */
final class MemoryBudget {
    /** More than the whole budget, less what decoders hold that will not end. */
    static final class ExceededException extends Exception {
        ExceededException(long bytes, long total, long lost) {
            super("decoding needs " + bytes + " bytes of memory; decode-memory is " + total + " bytes"
                    + (lost == 0 ? "" : ", of which decoders that do not end hold " + lost));
        }
    }

    /** Bytes that are taken until it is closed. */
    final class Reservation implements AutoCloseable {
        private final long bytes;
        private boolean isLost;
        private boolean isClosed;

        private Reservation(long bytes) {
            this.bytes = bytes;
        }

        /** Its holder has been given up: nobody waits for these bytes any more. They come back if it is closed after all. */
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
            throw new IllegalArgumentException("a budget must have at least 1 byte, but has " + total);
        }
        this.total = total;
        this.free = total;
    }

    /**
     * Takes so many bytes, and waits until they are free.
     *
     * @throws ExceededException if they will never be
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
