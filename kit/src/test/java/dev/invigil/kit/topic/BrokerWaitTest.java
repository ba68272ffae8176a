// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(30)
class BrokerWaitTest {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    /** Called with each line, on the thread that logs it. */
    private Consumer<String> onLine = line -> {};

    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getLevel() + " " + event.getFormattedMessage());
            onLine.accept(event.getFormattedMessage());
        }
    };

    private final BrokerWait wait =
            new BrokerWait("localhost:29092,other:29092", Duration.ofMinutes(5), Duration.ofMillis(1));

    @BeforeEach
    void listen() {
        appender.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
        appender.start();
        logger().setLevel(Level.INFO);
        logger().setAdditive(false);
        logger().addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        logger().detachAppender(appender);
        logger().setAdditive(true);
        logger().setLevel(null);
    }

    @Test
    void shouldLogTheWaitOnceAndThatTheBrokerWasReached() throws Exception {
        KafkaFutureImpl<String> first = new KafkaFutureImpl<>();
        onLine = line -> first.complete("an answer");

        assertThat(wait.get(first)).isEqualTo("an answer");
        assertThat(wait.get(KafkaFuture.completedFuture("another"))).isEqualTo("another");

        assertThat(lines)
                .containsExactly(
                        "WARN waiting for the broker at localhost:29092,other:29092, for at most 5m",
                        "INFO reached the broker at localhost:29092,other:29092 after 0 s");
    }

    @Test
    void shouldLogNothingWhenTheBrokerAnswersAtOnce() throws Exception {
        assertThat(wait.get(KafkaFuture.completedFuture("at once"))).isEqualTo("at once");

        assertThat(lines).isEmpty();
    }

    @Test
    void shouldNotSayThatTheBrokerWasReachedWhenItNeverAnswered() {
        KafkaFutureImpl<String> request = new KafkaFutureImpl<>();
        onLine = line -> request.completeExceptionally(new TimeoutException("no node"));

        assertThatThrownBy(() -> wait.get(request))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TimeoutException.class);

        assertThat(lines).containsExactly("WARN waiting for the broker at localhost:29092,other:29092, for at most 5m");
    }

    @Test
    void shouldSayOnceWhatABrokerThatAnswersIsNotReadyFor() {
        BrokerWait impatient = new BrokerWait("localhost:29092", Duration.ofSeconds(90), Duration.ZERO);

        impatient.repeated("not every partition has a leader");
        impatient.repeated("not every partition has a leader");

        assertThat(lines)
                .containsExactly(
                        "WARN waiting for the topics at localhost:29092, for at most 1m30s: not every partition"
                                + " has a leader");
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(BrokerWait.class);
    }
}
