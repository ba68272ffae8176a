// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import dev.invigil.kit.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The kind {@code webhook}.
 *
 * @param url where alerts are sent by POST
 * @param secret signs the requests
 * @param token sent as {@code Authorization: Bearer}
 * @param timeout for one request
 */
public record WebhookConfig(
        URI url,
        Optional<Secret> secret,
        Optional<Secret> token,
        @Default("10s") Duration timeout) implements SinkConfig.Kind {
    public WebhookConfig {
        HttpPost.requireUrl(new Requirements(), url)
                .that(timeout.toMillis() >= 1, "timeout", "must be greater than 0")
                .verify();
        secret.ifPresent(WebhookSignature::new);
    }

    @Override
    public AlertSink open(String name) {
        return new WebhookSink(this);
    }
}
