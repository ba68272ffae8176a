// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertState;
import dev.invigil.contracts.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Posts alerts to Alertmanager. One alert there is one key here ({@link Alert#key}): its labels do not contain the incident, so that
 * silences and routes of a camera stay valid. Alertmanager forgets alerts that are not posted again, so open incidents are.
 */
final class AlertmanagerSink implements AlertSink {
    /** Alerts expire after this many intervals; so two failed requests do not resolve them. */
    private static final int INTERVALS = 4;

    private static final int MOST_IN_ONE_REQUEST = 200;

    private final AlertmanagerConfig config;
    private final URI alerts;
    private final HttpPost http;
    private final Clock clock;
    private final Map<String, Delivery> open = new TreeMap<>();
    private Instant postedAt = Instant.MIN;

    AlertmanagerSink(AlertmanagerConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.http = new HttpPost(config.timeout());
        String base = config.url().toString();
        this.alerts = URI.create((base.endsWith("/") ? base : base + "/") + "api/v2/alerts");
    }

    @Override
    public Outcome send(Delivery delivery) {
        Outcome outcome = post(List.of(delivery.alert()), clock.instant());
        if (outcome instanceof Outcome.Delivered) {
            remember(delivery);
        }
        return outcome;
    }

    @Override
    public boolean wantsHistory() {
        return true;
    }

    @Override
    public void remember(Delivery delivery) {
        if (delivery.alert().state() == AlertState.CLOSED) {
            open.remove(delivery.alert().key());
        } else {
            open.put(delivery.alert().key(), delivery);
        }
    }

    @Override
    public void release(int partition) {
        open.values().removeIf(delivery -> delivery.partition() == partition);
    }

    @Override
    public Optional<Outcome> refresh(Instant now) {
        if (open.isEmpty() || now.isBefore(postedAt.plus(config.resend()))) {
            return Optional.empty();
        }
        List<Alert> all = open.values().stream().map(Delivery::alert).toList();
        for (int from = 0; from < all.size(); from += MOST_IN_ONE_REQUEST) {
            Outcome outcome = post(all.subList(from, Math.min(all.size(), from + MOST_IN_ONE_REQUEST)), now);
            if (!(outcome instanceof Outcome.Delivered)) {
                return Optional.of(outcome);
            }
        }
        postedAt = now;
        return Optional.of(new Outcome.Delivered());
    }

    @Override
    public void close() {}

    private Outcome post(List<Alert> some, Instant now) {
        byte[] body;
        try {
            body = Json.mapper()
                    .writeValueAsBytes(
                            some.stream().map(alert -> posted(alert, now)).toList());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of text can be written as JSON", e);
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(alerts).header("Content-Type", "application/json");
        config.token().ifPresent(token -> request.header("Authorization", "Bearer " + token.reveal()));
        return http.send(request, body);
    }

    private Map<String, Object> posted(Alert alert, Instant now) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("severity", "warning");
        labels.putAll(config.labels());
        labels.put("alertname", "InvigilIncident");
        labels.put("cause", alert.cause().name());
        labels.put("line", alert.line());
        labels.put("camera", alert.camera());
        Map<String, String> annotations = new TreeMap<>();
        annotations.put("summary", alert.cause() + " at " + alert.line() + "/" + alert.camera());
        annotations.put("description", alert.message());
        annotations.put("incident", alert.incidentId());
        if (!alert.frameIds().isEmpty()) {
            annotations.put("frames", String.join(" ", alert.frameIds()));
        }
        Duration lasts = config.resend().multipliedBy(INTERVALS);
        return Map.of(
                "labels",
                labels,
                "annotations",
                annotations,
                "startsAt",
                alert.openedAt(),
                "endsAt",
                alert.closedAt().orElseGet(() -> now.plus(lasts)));
    }
}
