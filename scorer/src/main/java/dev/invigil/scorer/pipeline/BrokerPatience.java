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

/** For how long the broker may fail before the scorer gives up. */
final class BrokerPatience {
    /** The broker is well again when nothing has failed for this long: more than any call waits for it. */
    private static final Duration WELL = Duration.ofSeconds(30);

    private final Duration limit;
    private final LongSupplier nanos;
    private OptionalLong failingSince = OptionalLong.empty();
    private long lastFailure;

    BrokerPatience(Duration limit, LongSupplier nanos) {
        this.limit = limit;
        this.nanos = nanos;
    }

    /** Something worked. */
    void answered() {
        if (failingSince.isPresent() && nanos.getAsLong() - lastFailure > WELL.toNanos()) {
            failingSince = OptionalLong.empty();
        }
    }

    /**
     * Something failed.
     *
     * @throws OperatorException when that cannot change by itself, or has lasted for longer than the limit
     */
    void failed(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OperatorException known) {
                throw known;
            }
            if (isPermanent(cause)) {
                throw new ScorerFailedException("the broker refuses the scorer: " + cause.getMessage(), failure);
            }
        }
        lastFailure = nanos.getAsLong();
        if (failingSince.isEmpty()) {
            failingSince = OptionalLong.of(lastFailure);
        }
        if (lastFailure - failingSince.getAsLong() > limit.toNanos()) {
            throw new ScorerFailedException(
                    "the broker has failed for " + limit.toSeconds() + " s, at last with: " + failure.getMessage()
                            + "; nothing is lost, start the scorer again when the broker is well",
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
