// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.topic;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.DisconnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator that a service waits for its broker: one line when the wait becomes long, and one when the broker answers after
 * that. For one thread.
 */
final class BrokerWait {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerWait.class);

    private final String brokers;
    private final Duration limit;
    private final Duration quiet;
    private final long began = System.nanoTime();
    /** Whether a line says that the broker is waited for, and none yet that it was reached. */
    private boolean waiting;

    /** Whether a line says that the broker answers but is not ready. */
    private boolean notReady;

    private long firstRepeat;
    private boolean repeating;

    /**
     * @param brokers the addresses, for messages
     * @param limit how long the caller waits in all, for messages
     * @param quiet a wait up to this long is not logged
     */
    BrokerWait(String brokers, Duration limit, Duration quiet) {
        this.brokers = brokers;
        this.limit = limit;
        this.quiet = quiet;
    }

    /** The result of a request; waits for as long as the request itself does. */
    <T> T get(KafkaFuture<T> request) throws InterruptedException, ExecutionException {
        try {
            T result = await(request);
            answered();
            return result;
        } catch (ExecutionException e) {
            boolean unanswered = e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException
                    || e.getCause() instanceof DisconnectException;
            if (!unanswered) {
                answered();
            }
            throw e;
        }
    }

    private <T> T await(KafkaFuture<T> request) throws InterruptedException, ExecutionException {
        if (!waiting) {
            try {
                return request.get(quiet.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                waiting = true;
                LOG.warn("waiting for the broker at {}, for at most {}", brokers, inWords(limit));
            }
        }
        return request.get();
    }

    private void answered() {
        if (waiting) {
            waiting = false;
            Duration waited = Duration.ofNanos(System.nanoTime() - began);
            LOG.info("reached the broker at {} after {} s", brokers, waited.toSeconds());
        }
    }

    /**
     * The broker answers, but the caller has to ask again.
     *
     * @param reason what is missing, such as "not every partition has a leader"
     */
    void repeated(String reason) {
        long now = System.nanoTime();
        if (!repeating) {
            repeating = true;
            firstRepeat = now;
        }
        if (!notReady && now - firstRepeat >= quiet.toNanos()) {
            notReady = true;
            LOG.warn("waiting for the topics at {}, for at most {}: {}", brokers, inWords(limit), reason);
        }
    }

    /** As it is written in a configuration file, such as 5m; with several units when it has them, such as 1m30s. */
    private static String inWords(Duration duration) {
        return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }
}
