// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.DataSize;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BrokerProbeTest {
    private static final KafkaClients NOBODY = new KafkaClients(KafkaSettings.of("localhost:1"), DataSize.mebibytes(1));

    @Test
    void shouldNameTheCauseAndTheRemedyWhenTheBrokerIsAwayForLongerThanThePatience() throws Exception {
        CompletableFuture<OperatorException> lost = new CompletableFuture<>();
        try (BrokerProbe probe = BrokerProbe.start(
                NOBODY,
                "probe",
                new BrokerWatch("alerts", System::nanoTime),
                Duration.ofMillis(300),
                lost::complete,
                new BrokerProbe.Pace(Duration.ofMillis(10), Duration.ofMillis(100)))) {
            assertThat(probe).isNotNull();

            assertThat(lost.get(30, TimeUnit.SECONDS))
                    .hasMessageContaining("the broker at localhost:1 has not been reached for")
                    .hasMessageContaining("increase patience");
        }
    }
}
