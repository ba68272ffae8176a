// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.kafka.KafkaSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Against brokers that are not there; the real one is met in {@code app}'s integration tests. */
class TopicProvisionerTest {
    private static final TopicSettings IMPATIENT =
            Configuration.parse("timeout: 300ms", "test", TopicSettings.class, Map.of());

    @Test
    void shouldNameTheAddressWhenNobodyListens() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        String address = "127.0.0.1:" + port;

        assertThatThrownBy(() -> TopicProvisioner.ensure(KafkaSettings.of(address), IMPATIENT))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining(address)
                .hasMessageContaining("300 ms")
                .hasMessageContaining("kafka.bootstrap.servers");
    }

    @Test
    void shouldNameTheAddressWhenTheListenerIsNoBroker() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + silent.getLocalPort();

            assertThatThrownBy(() -> TopicProvisioner.ensure(KafkaSettings.of(address), IMPATIENT))
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining(address);
        }
    }

    /** Otherwise a service without a broker logs nothing for minutes. */
    @Test
    @Timeout(60)
    void shouldLogThatItWaitsForTheBroker() throws Exception {
        CountDownLatch logged = new CountDownLatch(1);
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getFormattedMessage().matches("waiting for the broker at 127.0.0.1:\\d+, for at most 5m")) {
                    logged.countDown();
                }
            }
        };
        appender.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
        appender.start();
        Logger logger = (Logger) LoggerFactory.getLogger("dev.invigil.kit.topic");
        logger.addAppender(appender);
        AtomicReference<Throwable> end = new AtomicReference<>();
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            KafkaSettings kafka = KafkaSettings.of("127.0.0.1:" + silent.getLocalPort());
            Thread service = new Thread(() -> TopicProvisioner.ensure(kafka, IMPATIENT, Duration.ofMinutes(5)));
            service.setUncaughtExceptionHandler((thread, failure) -> end.set(failure));
            service.start();

            logged.await();
            service.interrupt();
            service.join();

            assertThat(end.get()).isInstanceOf(OperatorException.class).hasMessageContaining("interrupted");
        } finally {
            logger.detachAppender(appender);
        }
    }

    @Test
    void shouldSayWhatIsWrongWithAnAddressThatIsNone() {
        assertThatThrownBy(() -> TopicProvisioner.ensure(KafkaSettings.of("no-port"), IMPATIENT))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("no-port")
                .hasMessageContaining("kafka section");
    }

    @Test
    void shouldSayWhatIsWrongWithAClientProperty() {
        KafkaSettings settings =
                new KafkaSettings(Map.of("bootstrap.servers", "localhost:1", "security.protocol", "TELEPATHY"));

        assertThatThrownBy(() -> TopicProvisioner.ensure(settings, IMPATIENT))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("TELEPATHY");
    }
}
