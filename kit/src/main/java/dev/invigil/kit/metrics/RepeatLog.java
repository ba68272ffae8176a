// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.metrics;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Rate-limits log messages: for each reason the first message is logged at once, then at most one per interval, with the number of
 * suppressed messages. Metrics count all of them.
 */
public final class RepeatLog {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    /** Maximum number of distinct reasons; further ones are counted together. */
    private static final int MAX_REASONS = 100;

    private static final class Seen {
        private long loggedAt;
        private long leftOut;
        private Level latestLevel = Level.INFO;
        private String latest = "";
    }

    private final Logger log;
    private final long intervalNanos;
    private final LongSupplier nanos;
    private final Map<String, Seen> reasons = new HashMap<>();

    public RepeatLog(Logger log) {
        this(log, INTERVAL, System::nanoTime);
    }

    /** @param nanos the time, as {@link System#nanoTime()} */
    public RepeatLog(Logger log, Duration interval, LongSupplier nanos) {
        this.log = log;
        this.intervalNanos = interval.toNanos();
        this.nanos = nanos;
    }

    /** Logs at INFO, unless a message of this reason was logged a short while ago. */
    public void info(String reason, String message) {
        log(Level.INFO, reason, message);
    }

    /** Logs at WARN, unless a message of this reason was logged a short while ago. */
    public void warn(String reason, String message) {
        log(Level.WARN, reason, message);
    }

    /**
     * Logs the latest message of each reason if it was suppressed and the interval has passed since. To be called from time to time where
     * the log must show the latest state.
     */
    public synchronized void logDue() {
        long now = nanos.getAsLong();
        for (Seen seen : reasons.values()) {
            if (seen.leftOut > 0 && now - seen.loggedAt >= intervalNanos) {
                seen.leftOut--;
                write(seen, now, seen.latestLevel, seen.latest);
            }
        }
    }

    /** Logs how many messages of each reason were suppressed since the last one; called at the end. */
    public synchronized void flush() {
        reasons.forEach((reason, seen) -> {
            if (seen.leftOut > 0) {
                log.info("{}: {} more messages like the last one were suppressed", reason, seen.leftOut);
                seen.leftOut = 0;
            }
        });
    }

    private synchronized void log(Level level, String reason, String message) {
        long now = nanos.getAsLong();
        String key = reasons.containsKey(reason) || reasons.size() < MAX_REASONS ? reason : "others";
        Seen seen = reasons.computeIfAbsent(key, ignored -> {
            Seen first = new Seen();
            first.loggedAt = now - intervalNanos;
            return first;
        });
        if (now - seen.loggedAt < intervalNanos) {
            seen.leftOut++;
            seen.latestLevel = level;
            seen.latest = message;
            return;
        }
        write(seen, now, level, message);
    }

    private void write(Seen seen, long now, Level level, String message) {
        if (seen.leftOut > 0) {
            log.atLevel(level).log("{} ({} more were suppressed since the last such message)", message, seen.leftOut);
        } else {
            log.atLevel(level).log("{}", message);
        }
        seen.leftOut = 0;
        seen.loggedAt = now;
    }
}
