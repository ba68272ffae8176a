// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.topic;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.kafka.KafkaSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
