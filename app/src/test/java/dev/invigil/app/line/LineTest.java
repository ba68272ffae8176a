// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.line;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.invigil.contracts.json.Json;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.http.HttpService;
import dev.invigil.kit.lifecycle.Lifecycle;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineTest {

    @Test
    void shouldSayOfEachServiceThatItIsStartingUntilItHasStarted(@TempDir Path directory) throws Exception {
        LineConfig config =
                Configuration.parse("""
                kafka: {bootstrap.servers: "localhost:1"}
                http: {port: 0}
                ingest: {folders: [{path: "DIR"}], http: {port: 0}}
                scorer: {bundle: "DIR"}
                alerts: {}
                """.replace("DIR", directory.toString()), "test.yaml", LineConfig.class, Map.of());
        HttpService http = Line.add(config, "test", new PrometheusRegistry(), new Lifecycle(Duration.ofSeconds(1)))
                .http();
        http.start();
        try {
            JsonNode checks = ready(http).get("checks");

            assertThat(checks)
                    .extracting(check -> check.get("name").asText())
                    .containsExactlyInAnyOrder("alerts", "scorer", "ingest-broker", "ingest-folder", "ingest-http");
            assertThat(checks)
                    .allSatisfy(check -> assertThat(check.get("reason").asText())
                            .as(check.get("name").asText())
                            .startsWith("starting: "));
        } finally {
            http.stop();
        }
    }

    private static JsonNode ready(HttpService http) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + "/health/ready"))
                .build();
        return Json.mapper()
                .readTree(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .body());
    }
}
