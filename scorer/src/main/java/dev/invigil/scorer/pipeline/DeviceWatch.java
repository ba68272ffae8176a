// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Detects a device that does not answer. The device thread reports when a call to the device begins and ends, the poll thread reports when
 * the oldest frame in flight was read; health checks may run on any thread and never wait.
 */
public final class DeviceWatch {

    /**
     * The limits of a healthy scorer.
     *
     * @param frameAge largest age of the oldest frame in flight since it was read; beyond it the scorer is not ready
     * @param call how long one call that scores a batch may take; beyond it the scorer is not live
     * @param warmUp how long one call that opens or warms a model may take; beyond it the scorer is not live
     */
    public record Limits(Duration frameAge, Duration call, Duration warmUp) {}

    /** The kind of call to the device. */
    enum Call {
        SCORE("scoring a batch"),
        WARM_UP("opening or warming a model");

        private final String doing;

        Call(String doing) {
            this.doing = doing;
        }
    }

    private record Running(Call call, long sinceNanos) {}

    private final Limits limits;
    private final LongSupplier nanos;
    private volatile Optional<Running> running = Optional.empty();
    private volatile OptionalLong oldestNanos = OptionalLong.empty();
    /** Time of the calls that have ended. */
    private long doneNanos;

    private final AtomicLong failures = new AtomicLong();

    /** @param nanos a monotonic clock */
    public DeviceWatch(Limits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
    }

    /** A call to the device begins. Device thread. */
    synchronized void begins(Call call) {
        running = Optional.of(new Running(call, nanos.getAsLong()));
    }

    /** The call has ended. Device thread. */
    synchronized void ended() {
        running.ifPresent(call -> doneNanos += nanos.getAsLong() - call.sinceNanos());
        running = Optional.empty();
    }

    /** A call that scored a batch has failed. Device thread. */
    void failed() {
        failures.incrementAndGet();
    }

    /** Time of all calls so far, including the one that runs. */
    synchronized long busyNanos() {
        return doneNanos
                + running.map(call -> nanos.getAsLong() - call.sinceNanos()).orElse(0L);
    }

    /** How many calls that scored a batch have failed. */
    long failures() {
        return failures.get();
    }

    /** Sets when the oldest uncommitted frame was read; empty when there is none. Poll thread. */
    void inFlightSince(OptionalLong nanosOfOldest) {
        oldestNanos = nanosOfOldest;
    }

    /** Why the scorer is not ready; empty when it is ready. */
    public Optional<String> readyProblem() {
        OptionalLong oldest = oldestNanos;
        if (oldest.isEmpty()) {
            return Optional.empty();
        }
        long age = nanos.getAsLong() - oldest.getAsLong();
        if (age <= limits.frameAge().toNanos()) {
            return Optional.empty();
        }
        String device = running.map(call -> "; the device has been " + call.call().doing + " for "
                        + seconds(nanos.getAsLong() - call.sinceNanos()))
                .orElse("");
        return Optional.of(
                "the oldest frame in flight was read " + seconds(age) + " ago, longer than scorer.frame-age-limit of "
                        + seconds(limits.frameAge().toNanos()) + device);
    }

    /** Why the process should be restarted; empty when the device answers. */
    public Optional<String> liveProblem() {
        return running.flatMap(call -> {
            boolean scores = call.call() == Call.SCORE;
            long limit = (scores ? limits.call() : limits.warmUp()).toNanos();
            long lasts = nanos.getAsLong() - call.sinceNanos();
            return lasts <= limit
                    ? Optional.empty()
                    : Optional.of("the device has been " + call.call().doing + " for " + seconds(lasts)
                            + ", longer than scorer."
                            + (scores ? "device-call-limit" : "warm-up-limit") + " of " + seconds(limit)
                            + "; restart the scorer, and check the device driver if it happens again");
        });
    }

    private static String seconds(long nanos) {
        return nanos / 1_000_000_000L + "." + nanos / 100_000_000L % 10 + " s";
    }
}
