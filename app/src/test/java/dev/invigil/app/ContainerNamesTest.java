// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.app.line.LineConfig;
import dev.invigil.kit.config.Configuration;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the containers use names that the code has. */
class ContainerNamesTest {
    private static final Path DOCKER = Repository.ROOT.resolve("docker");

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "scorer", "alerts", "trainer"})
    void shouldConfigureTheServicesOfTheContainers(String service) {
        for (String folder : List.of("config", "kubernetes/base/config")) {
            LineConfig config = Configuration.read(
                    DOCKER.resolve(folder + "/" + service + ".yaml"),
                    LineConfig.class,
                    // in place of the secret file of the pod
                    service.equals("ingest") ? Map.of("INVIGIL_INGEST_HTTP_TOKEN", "token") : Map.of());

            assertThat(config.ingest().isPresent()).isEqualTo(service.equals("ingest"));
            assertThat(config.scorer().isPresent()).isEqualTo(service.equals("scorer"));
            assertThat(config.alerts().isPresent()).isEqualTo(service.equals("alerts"));
            assertThat(config.trainer().isPresent()).isEqualTo(service.equals("trainer"));
        }
    }
}
