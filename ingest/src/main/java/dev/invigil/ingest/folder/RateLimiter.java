// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

/**
 * Spaces frames evenly in time: frame <i>n</i> is due one period after frame <i>n</i> − 1. There is no burst after a pause: the schedule
 * starts again. Times are those of {@link System#nanoTime()}, given as arguments.
 */
final class RateLimiter {

    /** Largest delay behind the schedule that is caught up. */
    private static final long CATCH_UP_NANOS = 250_000_000L;

    private final long periodNanos;
    private long nextDue;
    private boolean started;

    /** @param framesPerSecond 0 for no limit */
    RateLimiter(double framesPerSecond) {
        this.periodNanos = framesPerSecond == 0 ? 0 : Math.max(1, Math.round(1e9 / framesPerSecond));
    }

    /** How many of at most {@code wanted} frames are due now. They are counted as sent. */
    int take(long now, int wanted) {
        if (periodNanos == 0 || wanted == 0) {
            return wanted;
        }
        if (!started || now - nextDue > CATCH_UP_NANOS) {
            started = true;
            nextDue = now;
        }
        if (now < nextDue) {
            return 0;
        }
        int due = (int) Math.min(wanted, (now - nextDue) / periodNanos + 1);
        nextDue += due * periodNanos;
        return due;
    }

    /** Nanoseconds until the next frame is due; 0 when one is due now. */
    long untilDue(long now) {
        return periodNanos == 0 || !started ? 0 : Math.max(0, nextDue - now);
    }
}
