// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.http.HttpConfig;
import dev.invigil.kit.http.HttpService;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HealthCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine invigil =
            Invigil.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    private record Sections(HttpConfig http) {}

    @Test
    void shouldSayWhetherTheServiceIsReadyAndWhyNot() throws Exception {
        AtomicReference<Optional<String>> problem = new AtomicReference<>(Optional.of("the broker is away"));
        HttpConfig config = Configuration.of(Map.of("http", Map.of("port", "0")), "the test", Sections.class, Map.of())
                .http();
        HttpService service =
                new HttpService(config, new PrometheusRegistry(), new Health().addReady("ingest-broker", problem::get));
        service.start();
        String url = "http://localhost:" + service.port() + "/health/ready";
        try {
            assertThat(invigil.execute("health", url)).isEqualTo(1);
            assertThat(err.toString().lines())
                    .singleElement()
                    .asString()
                    .contains("503", "ingest-broker", "the broker is away");
            assertThat(out.toString()).isEmpty();

            problem.set(Optional.empty());
            assertThat(invigil.execute("health", url)).isZero();
            assertThat(out.toString().lines()).singleElement().asString().contains("200", "UP");
        } finally {
            service.stop();
        }

        assertThat(invigil.execute("health", url)).as("nobody answers").isEqualTo(1);
        assertThat(err.toString()).contains("does not answer");
    }

    @Test
    void shouldAskThePortOfTheEnvironment() {
        assertThat(HealthCommand.address(Optional.empty(), Map.of())).hasToString("http://localhost:9400/health/ready");
        assertThat(HealthCommand.address(Optional.empty(), Map.of("INVIGIL_HTTP_PORT", "9402")))
                .hasToString("http://localhost:9402/health/ready");
    }

    @Test
    void shouldRefuseWhatIsNotAnAddress() {
        for (String wrong : new String[] {"localhost:9400", "file:///etc/passwd", "https://host", "not an address"}) {
            assertThatThrownBy(() -> HealthCommand.address(Optional.of(wrong), Map.of()))
                    .as(wrong)
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("URL");
        }
    }
}
