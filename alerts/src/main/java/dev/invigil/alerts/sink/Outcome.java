// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import java.time.Duration;
import java.util.Optional;

/** What became of an attempt to send an alert. */
public sealed interface Outcome {

    /** The receiver has accepted it. */
    record Delivered() implements Outcome {}

    /**
     * The receiver does not accept this alert, and would not accept it later: it is left out.
     *
     * @param reason one line for the operator, without secrets
     */
    record Refused(String reason) implements Outcome {}

    /**
     * The receiver cannot be reached or does not accept alerts now: the alert is sent again later.
     *
     * @param reason one line for the operator, without secrets
     * @param retryAfter the time that the receiver asks for
     */
    record Unavailable(String reason, Optional<Duration> retryAfter) implements Outcome {
        Unavailable(String reason) {
            this(reason, Optional.empty());
        }
    }
}
