// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.invigil.broker.BrokerSettings;
import dev.invigil.broker.EmbeddedBroker;
import dev.invigil.broker.TestBroker;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a trainer without a run says of its broker and its golden data. */
@Timeout(180)
class TrainerReadinessIT {
    private static final Duration BOUND = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    @Test
    void shouldNotBeReadyNorLeadWhileTheBrokerIsAway() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(folder.resolve("broker")))) {
            TrainerLine.Setup setup = TrainerLine.setup(new TestBroker(broker.bootstrapServers(), "idle."), folder)
                    .with("patience", "5m");
            Files.delete(folder.resolve("golden"));
            try (TrainerLine line = new TrainerLine(setup).lead()) {
                await().atMost(BOUND).untilAsserted(() -> assertThat(ready(line).body())
                        .contains("trainer.golden")
                        .contains("does not exist"));
                assertThat(ready(line).statusCode()).isEqualTo(503);
                Files.createDirectories(folder.resolve("golden"));
                await().atMost(BOUND).untilAsserted(() -> assertThat(ready(line).statusCode())
                        .isEqualTo(200));

                broker.stop();
                await().atMost(BOUND).untilAsserted(() -> {
                    assertThat(ready(line).statusCode()).isEqualTo(503);
                    assertThat(ready(line).body()).contains("the broker has not been reached for");
                    assertThat(line.get("/metrics").body()).contains("invigil_trainer_leader 0.0");
                });

                broker.start();
                await().atMost(BOUND).untilAsserted(() -> {
                    assertThat(ready(line).statusCode()).isEqualTo(200);
                    assertThat(line.get("/metrics").body()).contains("invigil_trainer_leader 1.0");
                });
                assertThat(line.failures()).isEmpty();
            }
        }
    }

    private static HttpResponse<String> ready(TrainerLine line) throws Exception {
        return line.get("/health/ready");
    }
}
