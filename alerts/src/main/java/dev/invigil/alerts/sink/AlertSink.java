// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import java.time.Instant;
import java.util.Optional;

/**
 * A receiver of alerts outside of Kafka. One thread calls it, and calls may block for the configured timeout. An alert that was sent may be
 * sent again with the same {@link Delivery#id}, so the receiver must be able to recognise it.
 */
public interface AlertSink extends AutoCloseable {

    /** Sends an alert and waits until the receiver has accepted it. */
    Outcome send(Delivery delivery);

    /** Whether {@link #remember} should be called with all alerts that the topic still has, before the first alert is sent. */
    default boolean wantsHistory() {
        return false;
    }

    /** An alert that was sent earlier, perhaps by another process. */
    default void remember(Delivery delivery) {}

    /** Another process sends the alerts of this partition from now on. */
    default void release(int partition) {}

    /**
     * Called about once a second while the receiver accepts alerts.
     *
     * @return empty when there was nothing to do
     */
    default Optional<Outcome> refresh(Instant now) {
        return Optional.empty();
    }

    @Override
    void close();
}
