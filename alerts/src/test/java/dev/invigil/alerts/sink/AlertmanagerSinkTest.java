// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import static dev.invigil.alerts.sink.Alerts.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.invigil.contracts.alert.AlertState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertmanagerSinkTest extends SinkContract {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private HttpReceiver http;

    @Override
    Receiver receiver() throws IOException {
        http = new HttpReceiver();
        return new FakeAlertmanager(http, yaml("resend: 1h"));
    }

    private String yaml(String more) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), SECRET);
        return "{name: am, alertmanager: {url: '%s/am/', token: '${file:%s}', labels: {severity: critical, team: line}, %s}}"
                .formatted(http.url(), token, more);
    }

    @Test
    void shouldPostLabelsAnnotationsAndTimes() throws IOException {
        Delivery opened = delivery("cam-1", AlertState.OPENED, 0);
        Delivery closed = delivery("cam-1", AlertState.CLOSED, 1);
        try (AlertSink sink = Alerts.config(yaml("resend: 1m")).open()) {
            sink.send(opened);
            sink.send(closed);
        }

        HttpReceiver.Request first = http.accepted().get(0);
        assertThat(first.path()).isEqualTo("/am/api/v2/alerts");
        assertThat(first.headers()).containsEntry("authorization", "Bearer " + SECRET);
        JsonNode posted = JSON.readTree(first.body()).get(0);
        assertThat(JSON.convertValue(posted.get("labels"), new TypeReference<Map<String, String>>() {}))
                .isEqualTo(Map.of(
                        "alertname", "InvigilIncident",
                        "cause", "K_OF_N",
                        "line", "line-1",
                        "camera", "cam-1",
                        "severity", "critical",
                        "team", "line"));
        assertThat(posted.get("annotations").get("description").asText())
                .isEqualTo(opened.alert().message());
        assertThat(posted.get("annotations").get("frames").asText()).isEqualTo("f-1 f-2");
        assertThat(posted.get("startsAt").asText())
                .isEqualTo(opened.alert().openedAt().toString());
        assertThat(Instant.parse(posted.get("endsAt").asText()))
                .isAfter(Instant.now().plus(Duration.ofMinutes(3)));
        JsonNode resolved = JSON.readTree(http.accepted().get(1).body()).get(0);
        assertThat(resolved.get("labels")).isEqualTo(posted.get("labels"));
        assertThat(resolved.get("endsAt").asText())
                .isEqualTo(closed.alert().closedAt().orElseThrow().toString());
    }

    @Test
    void shouldPostOpenIncidentsAgainBeforeTheyExpire() throws IOException {
        Instant start = Instant.now();
        try (AlertSink sink = Alerts.config(yaml("resend: 1m")).open()) {
            sink.remember(delivery("cam-1", AlertState.OPENED, 0));
            sink.remember(delivery("cam-2", AlertState.OPENED, 1));
            sink.remember(delivery("cam-2", AlertState.CLOSED, 2));
            assertThat(sink.refresh(start)).contains(new Outcome.Delivered());
            assertThat(sink.refresh(start.plusSeconds(59))).isEmpty();
            assertThat(sink.refresh(start.plusSeconds(60))).contains(new Outcome.Delivered());
            sink.release(0);
            assertThat(sink.refresh(start.plusSeconds(120))).isEmpty();
        }

        assertThat(http.accepted()).hasSize(2).allSatisfy(request -> {
            JsonNode posted = JSON.readTree(request.body());
            assertThat(posted).hasSize(1);
            assertThat(posted.get(0).get("labels").get("camera").asText()).isEqualTo("cam-1");
        });
    }

    /** Keeps the state of each alert, as Alertmanager does. */
    record FakeAlertmanager(HttpReceiver http, String yaml) implements Receiver {
        @Override
        public void up() throws IOException {
            http.up();
        }

        @Override
        public void down() {
            http.down();
        }

        @Override
        public List<Received> received() {
            Map<JsonNode, Boolean> states = new HashMap<>();
            List<Received> changes = new ArrayList<>();
            for (HttpReceiver.Request request : http.accepted()) {
                for (JsonNode alert : read(request.body())) {
                    JsonNode labels = alert.get("labels");
                    boolean open = Instant.parse(alert.get("endsAt").asText()).isAfter(Instant.now());
                    if (!Boolean.valueOf(open).equals(states.put(labels, open))) {
                        changes.add(new Received(
                                labels.get("line").asText(),
                                labels.get("camera").asText(),
                                open));
                    }
                }
            }
            return changes;
        }

        @Override
        public void close() {
            http.close();
        }

        private static JsonNode read(byte[] body) {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
