// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.alert.AlertState;
import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An element of {@code alerts.sinks}: a name and exactly one kind.
 *
 * @param name part of the consumer group and label of the metrics; with another name, the sink starts as a new one
 * @param causes the causes to send; empty for all
 * @param updates whether UPDATED alerts are sent
 * @param retry pause after the first failed attempt; it doubles with each further one
 * @param longestRetry the longest pause
 */
public record SinkConfig(
        String name,
        Optional<WebhookConfig> webhook,
        Optional<AlertmanagerConfig> alertmanager,
        Optional<MqttConfig> mqtt,
        Optional<LogConfig> log,
        List<AlertCause> causes,
        @Default("true") boolean updates,
        @Default("1s") Duration retry,
        @Default("30s") Duration longestRetry) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,50}");

    /** What all kinds are made from. */
    interface Kind {
        AlertSink open(String name);
    }

    public SinkConfig {
        causes = List.copyOf(causes);
        new Requirements()
                .that(NAME.matcher(name).matches(), "name", "must be 1 to 50 letters, digits, dashes and underscores")
                .that(
                        kinds(webhook, alertmanager, mqtt, log).count() == 1,
                        "name",
                        "needs exactly one of webhook, alertmanager, mqtt and log beside it, such as log: {}")
                .that(retry.toMillis() >= 1, "retry", "must be greater than 0")
                .that(longestRetry.compareTo(retry) >= 0, "longest-retry", "must be at least as long as retry")
                .verify();
    }

    /** Connects to nothing yet. */
    AlertSink open() {
        return kinds(webhook, alertmanager, mqtt, log).findFirst().orElseThrow().open(name);
    }

    /** Whether the alert is to be sent. */
    boolean wants(Alert alert) {
        return (causes.isEmpty() || causes.contains(alert.cause())) && (updates || alert.state() != AlertState.UPDATED);
    }

    private static Stream<Kind> kinds(
            Optional<WebhookConfig> webhook,
            Optional<AlertmanagerConfig> alertmanager,
            Optional<MqttConfig> mqtt,
            Optional<LogConfig> log) {
        return Stream.of(webhook, alertmanager, mqtt, log)
                .flatMap(Optional::stream)
                .map(Kind.class::cast);
    }
}
