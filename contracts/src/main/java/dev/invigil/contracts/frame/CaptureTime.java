// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.frame;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * The rule for capture times: from {@link #EARLIEST} up to, but not including, {@link #END}. Other times are refused by {@code ingest} and
 * by the scorer, both with this class.
 *
 * <p>The window is fixed and does not depend on a clock, so that two machines whose clocks differ never disagree about a frame. A time
 * within the window may be wrong (a camera without a battery starts in 1970, another is set to 2100): such a frame is still inspected,
 * because a wrong clock must not stop a line. Any two times within the window are less than 292 years apart, so their
 * difference in nanoseconds fits into a {@code long}.
 */
public final class CaptureTime {
    /** The earliest acceptable time. */
    public static final Instant EARLIEST = Instant.EPOCH;

    /** The first time that is too late. */
    public static final Instant END = Instant.parse("2200-01-01T00:00:00Z");

    /** What to write, for error messages. */
    public static final String RULE =
            "RFC 3339 with an offset, in the years 1970 to 2199, such as 2026-01-31T08:15:30.250Z";

    private CaptureTime() {}

    /** Whether a frame may carry this capture time. */
    public static boolean isAcceptable(Instant time) {
        return !time.isBefore(EARLIEST) && time.isBefore(END);
    }

    /** Reads RFC 3339 with an offset; empty when the text is not such a time or the time is not acceptable. Never throws. */
    public static Optional<Instant> parse(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant()).filter(CaptureTime::isAcceptable);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * Time since the frame was captured, in nanoseconds: at least 0, also when the camera's clock is ahead of ours, and at most
     * {@link Long#MAX_VALUE}. Accepts any two instants, acceptable or not.
     */
    public static long ageNanos(Instant capturedAt, Instant now) {
        if (capturedAt.isAfter(now)) {
            return 0;
        }
        try {
            return Duration.between(capturedAt, now).toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
