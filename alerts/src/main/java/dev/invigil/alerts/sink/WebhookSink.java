// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Posts each alert as JSON, with the headers of Standard Webhooks: {@code webhook-id}, {@code webhook-timestamp}, {@code webhook-signature}. */
final class WebhookSink implements AlertSink {
    private final WebhookConfig config;
    private final Optional<WebhookSignature> signature;
    private final HttpPost http;
    private final Clock clock = Clock.systemUTC();

    WebhookSink(WebhookConfig config) {
        this.config = config;
        this.signature = config.secret().map(WebhookSignature::new);
        this.http = new HttpPost(config.timeout());
    }

    @Override
    public Outcome send(Delivery delivery) {
        Instant now = clock.instant();
        HttpRequest.Builder request = HttpRequest.newBuilder(config.url())
                .header("Content-Type", "application/json")
                .header("User-Agent", "invigil")
                .header("Idempotency-Key", delivery.id())
                .header("webhook-id", delivery.id())
                .header("webhook-timestamp", Long.toString(now.getEpochSecond()));
        signature.ifPresent(made -> request.header("webhook-signature", made.of(delivery.id(), now, delivery.json())));
        config.token().ifPresent(token -> request.header("Authorization", "Bearer " + token.reveal()));
        return http.send(request, delivery.json());
    }

    @Override
    public void close() {}
}
