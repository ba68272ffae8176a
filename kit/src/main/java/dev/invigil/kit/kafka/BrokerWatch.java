// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.kafka;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects that the broker does not answer while there are no records. A consumer without records waits for ever and reports nothing, but its
 * heartbeats to the group stop. Written by the thread that polls or asks the broker; read by health checks. Logs one line when the broker is gone
 * and one when it is back.
 */
public final class BrokerWatch {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerWatch.class);

    /** Shorter silences are not reported; also three heartbeats, when these are rarer. */
    private static final Duration SHORTEST = Duration.ofSeconds(10);

    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();
    private static final String METRIC = "last-heartbeat-seconds-ago";

    private final String service;
    private final LongSupplier nanos;
    private volatile Duration limit = SHORTEST;
    private volatile long reachedNanos;
    private volatile String cause = "";
    private long observedNanos;
    /** {@link #reachedNanos} when the broker was reported as gone. */
    private Optional<Long> gone = Optional.empty();

    /**
     * @param service for messages
     * @param nanos a monotonic clock
     */
    public BrokerWatch(String service, LongSupplier nanos) {
        this.service = service;
        this.nanos = nanos;
        reached();
    }

    /** How often the members of the group send a heartbeat. */
    public void heartbeat(Duration interval) {
        Duration three = interval.multipliedBy(3);
        limit = three.compareTo(SHORTEST) > 0 ? three : SHORTEST;
    }

    /** The broker has answered. Poll thread. */
    public void reached() {
        reachedNanos = nanos.getAsLong();
    }

    /** The broker has not answered, for this reason. Poll thread. */
    public void failed(String reason) {
        cause = reason;
    }

    /** Why the latest request failed; empty when that is not known. */
    String cause() {
        return cause.isEmpty() ? "no answer" : cause;
    }

    /** How long the broker has not answered. Any thread. */
    Duration silence() {
        return Duration.ofNanos(nanos.getAsLong() - reachedNanos);
    }

    /** Logs when the broker is gone, and when it is back. Poll thread. */
    public void report() {
        Optional<String> problem = readyProblem();
        if (problem.isPresent() && gone.isEmpty()) {
            gone = Optional.of(reachedNanos);
            LOG.warn("{}: {}{}", service, problem.get(), cause.isEmpty() ? "" : " (" + cause + ")");
        } else if (problem.isEmpty() && gone.isPresent()) {
            LOG.info(
                    "{}: the broker is reached again, after {} s",
                    service,
                    Duration.ofNanos(reachedNanos - gone.get()).toSeconds());
            gone = Optional.empty();
            cause = "";
        }
    }

    /** Reads the age of the last heartbeat, at most once a second. Poll thread. */
    public void observe(Consumer<?, ?> consumer) {
        long now = nanos.getAsLong();
        if (now - observedNanos < INTERVAL_NANOS) {
            return;
        }
        observedNanos = now;
        // negative before the first heartbeat
        consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals(METRIC))
                .mapToDouble(metric -> ((Number) metric.metricValue()).doubleValue())
                .filter(seconds -> seconds >= 0)
                .min()
                .ifPresent(seconds -> reachedNanos = Math.max(reachedNanos, now - (long) (seconds * 1e9)));
        report();
    }

    /** Why the service is not ready; empty when the broker answers. */
    public Optional<String> readyProblem() {
        Duration silence = silence();
        return silence.compareTo(limit) <= 0
                ? Optional.empty()
                : Optional.of("the broker has not been reached for " + silence.toSeconds()
                        + " s; check that it is running and reachable. The " + service
                        + " continues by itself when it is");
    }
}
