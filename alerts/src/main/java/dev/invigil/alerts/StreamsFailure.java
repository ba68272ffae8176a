// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts;

import dev.invigil.kit.OperatorException;
import dev.invigil.kit.kafka.KafkaSettings;
import java.util.Optional;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;

/** Tells what a person can mend, in words, from what is a bug. */
final class StreamsFailure {
    private StreamsFailure() {}

    /** Empty for a bug. */
    static Optional<OperatorException> of(Throwable failure, KafkaSettings kafka) {
        String broker = "the broker at " + kafka.bootstrapServers();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OperatorException known) {
                return Optional.of(known);
            }
            if (cause instanceof MissingSourceTopicException) {
                return said("a topic was deleted while alerts read it; start alerts again to have it created", failure);
            }
            if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
                return said(
                        broker + " refuses alerts: " + cause.getMessage() + "; check the kafka section and its rights",
                        failure);
            }
            if (cause instanceof SerializationException) {
                return said("the stored state cannot be read: " + cause.getMessage(), failure);
            }
            if (cause instanceof RetriableException) {
                return said(
                        broker + " did not answer in time: " + cause.getMessage()
                                + "; start it again, or raise alerts.patience",
                        failure);
            }
            if (cause instanceof ApiException) {
                return said(broker + " refused: " + cause.getMessage() + "; see its log", failure);
            }
        }
        return Optional.empty();
    }

    /** Whether the broker's next answer may be another one, so that a new stream thread can go on from the committed offsets. */
    static boolean mayPass(Throwable failure) {
        boolean passing = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OperatorException
                    || cause instanceof AuthenticationException
                    || cause instanceof AuthorizationException
                    || cause instanceof SerializationException
                    || cause instanceof MissingSourceTopicException) {
                return false;
            }
            passing |= cause instanceof RetriableException
                    || cause instanceof InvalidTxnStateException
                    || cause instanceof ProducerFencedException
                    || cause instanceof InvalidProducerEpochException;
        }
        return passing;
    }

    private static Optional<OperatorException> said(String message, Throwable cause) {
        return Optional.of(new OperatorException(message, cause));
    }
}
