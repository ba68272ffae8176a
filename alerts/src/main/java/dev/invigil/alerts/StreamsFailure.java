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
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;

/** Distinguishes failures that the operator can fix from bugs. */
final class StreamsFailure {
    private StreamsFailure() {}

    /** The failure as a message for the operator; empty for a bug. */
    static Optional<OperatorException> of(Throwable failure, KafkaSettings kafka) {
        String broker = "the broker at " + kafka.bootstrapServers();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OperatorException known) {
                return Optional.of(known);
            }
            if (cause instanceof MissingSourceTopicException) {
                return operatorException(
                        "a topic was deleted while alerts was reading it; restart alerts to create it again", failure);
            }
            if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
                return operatorException(
                        broker + " denied access to alerts: " + cause.getMessage()
                                + "; check the credentials in the kafka section and the ACLs on the broker",
                        failure);
            }
            if (cause instanceof SerializationException) {
                return operatorException("the stored camera states cannot be read: " + cause.getMessage(), failure);
            }
            if (cause instanceof RetriableException) {
                return operatorException(
                        broker + " did not answer in time: " + cause.getMessage()
                                + "; restart alerts when the broker answers, or raise alerts.patience",
                        failure);
            }
            if (cause instanceof ApiException) {
                return operatorException(
                        broker + " reported an error: " + cause.getMessage() + "; see the broker's log", failure);
            }
        }
        return Optional.empty();
    }

    /** Whether the failure may be transient, so that a new stream thread can continue from the committed offsets. */
    static boolean isTransient(Throwable failure) {
        boolean isTransientCause = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OperatorException
                    || cause instanceof AuthenticationException
                    || cause instanceof AuthorizationException
                    || cause instanceof SerializationException
                    || cause instanceof MissingSourceTopicException) {
                return false;
            }
            isTransientCause |= cause instanceof RetriableException
                    || cause instanceof InvalidTxnStateException
                    || cause instanceof ProducerFencedException
                    || cause instanceof InvalidProducerEpochException
                    // requests of a transaction were not answered for too long
                    || cause instanceof TransactionAbortableException
                    || cause instanceof TransactionAbortedException;
        }
        return isTransientCause;
    }

    private static Optional<OperatorException> operatorException(String message, Throwable cause) {
        return Optional.of(new OperatorException(message, cause));
    }
}
