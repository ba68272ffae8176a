// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.lifecycle.Lifecycle;
import dev.invigil.kit.topic.TopicSettings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The start without a broker; with one it is in {@link IngestIT}. */
@Timeout(60)
class IngestServiceTest {

    @Test
    void shouldReportAPortInUseBeforeItWaitsForTheBroker() throws IOException {
        try (ServerSocket silent = listener();
                ServerSocket taken = listener();
                Lifecycle lifecycle = new Lifecycle(Duration.ofSeconds(15))) {
            lifecycle.add(ingest(silent, taken.getLocalPort(), "5m", lifecycle));

            assertThatThrownBy(lifecycle::start)
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("cannot listen on")
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void shouldReleaseItsPortWhenTheBrokerDoesNotAnswer() throws IOException {
        try (ServerSocket silent = listener();
                Lifecycle lifecycle = new Lifecycle(Duration.ofSeconds(15))) {
            int port = freePort();
            lifecycle.add(ingest(silent, port, "1s", lifecycle));

            assertThatThrownBy(lifecycle::start)
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("no answer from the broker")
                    .hasNoSuppressedExceptions();
            assertReleased(port);
        }
    }

    @Test
    void shouldReleaseItsPortWhenItIsStoppedWhileItWaitsForTheBroker() throws Exception {
        int port = freePort();
        Lifecycle lifecycle = new Lifecycle(Duration.ofSeconds(15));
        try (ServerSocket silent = listener()) {
            lifecycle.add(ingest(silent, port, "5m", lifecycle));
            Thread stopper = new Thread(() -> {
                try {
                    // the client of the topics connects: the wait has begun
                    silent.accept().close();
                } catch (IOException e) {
                    throw new AssertionError(e);
                } finally {
                    lifecycle.stop();
                }
            });
            stopper.start();

            lifecycle.start();
            stopper.join();

            assertThat(lifecycle.failure()).isEmpty();
            assertThat(lifecycle.state()).isEqualTo(Lifecycle.State.STOPPED);
            assertReleased(port);
        }
    }

    private static IngestService ingest(ServerSocket broker, int port, String patience, Lifecycle lifecycle) {
        return new IngestService(
                KafkaSettings.of("127.0.0.1:" + broker.getLocalPort()),
                TopicSettings.under("test."),
                Configuration.parse(
                        "http: {host: 127.0.0.1, port: " + port + "}\npatience: " + patience,
                        "test",
                        IngestConfig.class,
                        Map.of()),
                new PrometheusRegistry(),
                new Health(),
                Clock.systemUTC(),
                lifecycle);
    }

    private static void assertReleased(int port) throws IOException {
        try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(again.isBound()).isTrue();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = listener()) {
            return socket.getLocalPort();
        }
    }

    /** Accepts connections, and never answers. */
    private static ServerSocket listener() throws IOException {
        return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }
}
