// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Alertmanager with docker/prometheus/alertmanager.yml: what becomes one notification, and what is not notified. */
@Timeout(120)
class AlertmanagerIT {
    private static final String PROGRAM = "prometheus-alertmanager";

    private final HttpClient http = HttpClient.newHttpClient();
    private String address;

    @Test
    void shouldGroupByLineAndCameraAndLeaveOutWhatFollows(@TempDir Path folder) throws Exception {
        boolean isInstalled = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(path -> Files.isExecutable(Path.of(path, PROGRAM)));
        if (!isInstalled) {
            System.out.println("SKIPPED: AlertmanagerIT: " + PROGRAM + " is not installed; apt-get install " + PROGRAM);
        }
        assumeTrue(isInstalled, PROGRAM + " is not installed; apt-get install " + PROGRAM);

        Process process = start(folder);
        try {
            Awaitility.await("Alertmanager is ready")
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() -> get("/-/ready").statusCode() == 200);
            post(List.of(
                    Map.of("alertname", "InvigilNotReady", "service", "scorer", "check", "scorer"),
                    Map.of("alertname", "InvigilNotReady", "service", "ingest", "check", "ingest-broker"),
                    Map.of("alertname", "InvigilNoVerdicts"),
                    Map.of(
                            "alertname",
                            "InvigilCalibrationDrift",
                            "line",
                            "line-1",
                            "camera",
                            "cam-1",
                            "product",
                            "cap"),
                    Map.of("alertname", "invigil", "cause", "REJECT_RATE", "line", "line-1", "camera", "cam-1"),
                    Map.of("alertname", "invigil", "cause", "REJECT_RATE", "line", "line-1", "camera", "cam-2")));

            Awaitility.await("all are there")
                    .until(() ->
                            alertsByCamera().values().stream().mapToInt(n -> n).sum() == 6);
            assertThat(alertsByCamera()).isEqualTo(Map.of("", 3, "cam-1", 2, "cam-2", 1));
            Awaitility.await("what follows is left out")
                    .until(() -> state("InvigilNoVerdicts").equals("suppressed"));
            assertThat(state("InvigilNotReady")).isEqualTo("active");
        } finally {
            process.destroy();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Process start(Path folder) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        address = "http://127.0.0.1:" + port;
        return new ProcessBuilder(
                        PROGRAM,
                        "--config.file=" + RuleFile.PATH.resolveSibling("alertmanager.yml"),
                        "--storage.path=" + folder.resolve("data"),
                        "--cluster.listen-address=",
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("alertmanager.log").toFile())
                .start();
    }

    private void post(List<Map<String, String>> alerts) throws IOException, InterruptedException {
        String body = new ObjectMapper()
                .writeValueAsString(
                        alerts.stream().map(labels -> Map.of("labels", labels)).toList());
        int status = http.send(
                        HttpRequest.newBuilder(URI.create(address + "/api/v2/alerts"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
        assertThat(status).isEqualTo(200);
    }

    /** How many alerts each group has, by its camera. */
    private Map<String, Integer> alertsByCamera() throws IOException, InterruptedException {
        Map<String, Integer> groups = new TreeMap<>();
        for (JsonNode group : json("/api/v2/alerts/groups")) {
            groups.put(group.at("/labels/camera").asText(), group.get("alerts").size());
        }
        return groups;
    }

    private String state(String alert) throws IOException, InterruptedException {
        for (JsonNode each : json("/api/v2/alerts")) {
            if (each.at("/labels/alertname").asText().equals(alert)) {
                return each.at("/status/state").asText();
            }
        }
        return "missing";
    }

    private JsonNode json(String path) throws IOException, InterruptedException {
        return new ObjectMapper().readTree(get(path).body());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(address + path)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
