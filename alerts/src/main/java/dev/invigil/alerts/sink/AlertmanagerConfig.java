// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import dev.invigil.kit.config.Secret;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The kind {@code alertmanager}: API v2 of Prometheus Alertmanager.
 *
 * @param url of Alertmanager, without {@code /api/v2/alerts}
 * @param token sent as {@code Authorization: Bearer}
 * @param labels further labels of all alerts, such as {@code severity}
 * @param resend how often open incidents are posted again; they expire after four of these intervals
 * @param timeout for one request
 */
public record AlertmanagerConfig(
        URI url,
        Optional<Secret> token,
        Map<String, String> labels,
        @Default("1m") Duration resend,
        @Default("10s") Duration timeout)
        implements SinkConfig.Kind {
    public AlertmanagerConfig {
        labels = Map.copyOf(labels);
        Requirements requirements = HttpPost.requireUrl(new Requirements(), url)
                .that(resend.toMillis() >= 1, "resend", "must be greater than 0")
                .that(timeout.toMillis() >= 1, "timeout", "must be greater than 0");
        labels.keySet()
                .forEach(label -> requirements.that(
                        label.matches("[a-zA-Z_][a-zA-Z0-9_]*"),
                        "labels." + label,
                        "must consist of letters, digits and underscores, and not begin with a digit"));
        requirements.verify();
    }

    @Override
    public AlertSink open(String name) {
        return new AlertmanagerSink(this, Clock.systemUTC());
    }
}
