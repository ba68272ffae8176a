// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import static dev.invigil.alerts.sink.Alerts.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.invigil.contracts.alert.AlertState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real Alertmanager, and what it tells its own receivers. */
@Timeout(120)
class AlertmanagerSinkIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void shouldOpenKeepAndResolveAnAlert() throws Exception {
        Path program = InstalledProgram.required("prometheus-alertmanager", "prometheus-alertmanager");
        int port = InstalledProgram.freePort();
        try (HttpReceiver pager = new HttpReceiver();
                InstalledProgram alertmanager = start(program, port, pager);
                AlertSink sink = Alerts.config(
                                "{name: am, alertmanager: {url: 'http://127.0.0.1:%d', resend: 1s}}".formatted(port))
                        .open()) {
            assertThat(alertmanager).isNotNull();
            Delivery opened = delivery("cam-1", AlertState.OPENED, 0);
            assertThat(sink.send(opened)).isEqualTo(new Outcome.Delivered());
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> told(pager)
                    .equals(List.of("firing cam-1")));
            JsonNode alert = alerts(port).get(0);
            Instant firstEnd = Instant.parse(alert.get("endsAt").asText());
            assertThat(alert.get("annotations").get("incident").asText())
                    .isEqualTo(opened.alert().incidentId());

            Instant later = firstEnd.plusSeconds(30);
            assertThat(sink.refresh(later)).contains(new Outcome.Delivered());
            assertThat(Instant.parse(alerts(port).get(0).get("endsAt").asText()))
                    .isAfter(firstEnd);

            assertThat(sink.send(delivery("cam-1", AlertState.CLOSED, 1))).isEqualTo(new Outcome.Delivered());
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> told(pager)
                    .equals(List.of("firing cam-1", "resolved cam-1")));
            assertThat(alerts(port)).isEmpty();
        }
    }

    private InstalledProgram start(Path program, int port, HttpReceiver pager) throws IOException {
        Path config = Files.writeString(folder.resolve("alertmanager.yml"), """
                route:
                  receiver: pager
                  group_by: ['...']
                  group_wait: 0s
                  group_interval: 1s
                  repeat_interval: 1h
                receivers:
                  - name: pager
                    webhook_configs:
                      - url: %s
                        send_resolved: true
                """.formatted(pager.url()));
        return InstalledProgram.start(
                port,
                folder.resolve("log"),
                List.of(
                        program.toString(),
                        "--config.file=" + config,
                        "--storage.path=" + folder.resolve("data"),
                        "--cluster.listen-address=",
                        "--web.listen-address=127.0.0.1:" + port));
    }

    private static JsonNode alerts(int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v2/alerts"))
                .build();
        return JSON.readTree(HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body());
    }

    private static List<String> told(HttpReceiver pager) throws IOException {
        List<String> told = new ArrayList<>();
        for (HttpReceiver.Request request : pager.accepted()) {
            for (JsonNode alert : JSON.readTree(request.body()).get("alerts")) {
                told.add(alert.get("status").asText() + " "
                        + alert.get("labels").get("camera").asText());
            }
        }
        return told;
    }
}
