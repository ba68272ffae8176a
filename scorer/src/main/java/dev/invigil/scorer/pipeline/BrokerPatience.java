// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.kit.OperatorException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Limits how long the broker may fail before the scorer stops. */
final class BrokerPatience {
    /** The broker counts as recovered when no call has failed for this long; longer than any call waits. */
    private static final Duration WELL = Duration.ofSeconds(30);

    private final Duration limit;
    private final LongSupplier nanos;
    private OptionalLong failingSince = OptionalLong.empty();
    private long lastFailure;

    BrokerPatience(Duration limit, LongSupplier nanos) {
        this.limit = limit;
        this.nanos = nanos;
    }

    /** A call succeeded. */
    void answered() {
        if (failingSince.isPresent() && nanos.getAsLong() - lastFailure > WELL.toNanos()) {
            failingSince = OptionalLong.empty();
        }
    }

    /**
     * A call failed.
     *
     * @throws OperatorException when the failure is permanent, or failures have lasted longer than the limit
     */
    void failed(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OperatorException known) {
                throw known;
            }
            if (isPermanent(cause)) {
                throw new ScorerFailedException(
                        "the broker denied access to the scorer: " + cause.getMessage(), failure);
            }
        }
        lastFailure = nanos.getAsLong();
        if (failingSince.isEmpty()) {
            failingSince = OptionalLong.of(lastFailure);
        }
        if (lastFailure - failingSince.getAsLong() > limit.toNanos()) {
            throw new ScorerFailedException(
                    "the broker has failed for " + limit.toSeconds() + " s; the last error was: " + failure.getMessage()
                            + "; no frame is lost; restart the scorer when the broker is available",
                    failure);
        }
    }

    private static boolean isPermanent(Throwable cause) {
        return cause instanceof AuthorizationException
                || cause instanceof AuthenticationException
                || cause instanceof UnsupportedVersionException
                || cause instanceof InvalidConfigurationException;
    }
}
