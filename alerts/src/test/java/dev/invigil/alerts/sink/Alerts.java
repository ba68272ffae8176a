// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.alert.AlertCodec;
import dev.invigil.contracts.alert.AlertState;
import dev.invigil.kit.config.Configuration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Alerts and settings for tests of sinks. */
final class Alerts {
    private Alerts() {}

    static Alert alert(String camera, AlertState state) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return new Alert(
                Alert.SCHEMA,
                UUID.nameUUIDFromBytes(camera.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .toString(),
                "line-1",
                camera,
                AlertCause.K_OF_N,
                state,
                now.minusSeconds(60),
                now,
                state == AlertState.CLOSED ? Optional.of(now) : Optional.empty(),
                5,
                List.of("f-1", "f-2"),
                "5 of the last 20 parts were rejected: Grüße");
    }

    static Delivery delivery(String camera, AlertState state, long offset) {
        Alert alert = alert(camera, state);
        return new Delivery(alert, AlertCodec.encode(alert), 0, offset);
    }

    static SinkConfig config(String yaml) {
        return Configuration.parse(yaml, "test", SinkConfig.class, Map.of());
    }
}
