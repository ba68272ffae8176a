// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.kit.OperatorException;
import dev.invigil.kit.kafka.KafkaSettings;
import java.util.Optional;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class StreamsFailureTest {

    @Test
    void shouldPutWhatAPersonCanMendInWords() {
        assertThat(told(new TimeoutException("no metadata"))).startsWith("the broker at b:9092 did not answer in time");
        assertThat(told(new TopicAuthorizationException("alerts"))).contains("denied access to alerts");
        assertThat(told(new MissingSourceTopicException("verdicts"))).contains("restart alerts");
        assertThat(told(new SerializationException("camera state schema 2 is newer")))
                .contains("schema 2 is newer");
    }

    @Test
    void shouldReplaceAThreadOnlyForWhatMayPass() {
        assertThat(isTransient(new TimeoutException("no metadata"))).isTrue();
        assertThat(isTransient(new InvalidTxnStateException("the transaction is over")))
                .isTrue();
        assertThat(isTransient(new TransactionAbortableException("aborted after exhausting retries")))
                .isTrue();
        assertThat(isTransient(new TopicAuthorizationException("alerts"))).isFalse();
        assertThat(isTransient(new MissingSourceTopicException("verdicts"))).isFalse();
        assertThat(isTransient(new NullPointerException())).isFalse();
    }

    private static boolean isTransient(Exception cause) {
        return StreamsFailure.isTransient(new StreamsException("in a task", cause));
    }

    @Test
    void shouldLeaveABugABug() {
        assertThat(of(new NullPointerException())).isEmpty();
    }

    private static String told(Exception cause) {
        return of(cause).orElseThrow().getMessage();
    }

    private static Optional<OperatorException> of(Exception cause) {
        return StreamsFailure.of(new StreamsException("in a task", cause), KafkaSettings.of("b:9092"));
    }
}
