// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import static dev.invigil.alerts.sink.Alerts.delivery;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCodec;
import dev.invigil.contracts.alert.AlertState;
import dev.invigil.kit.config.Secret;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSinkTest extends SinkContract {
    @TempDir
    private Path folder;

    private HttpReceiver http;

    @Override
    Receiver receiver() throws IOException {
        http = new HttpReceiver();
        return new WebhookReceiver(http, yaml());
    }

    private String yaml() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), SECRET + "\n");
        return "{name: hook, webhook: {url: '%s/hooks/line', secret: '${file:%s}', token: '${file:%s}'}}"
                .formatted(http.url(), secret, secret);
    }

    @Test
    void shouldSignByStandardWebhooks() throws IOException {
        Delivery delivery = delivery("cam-1", AlertState.OPENED, 7);
        try (AlertSink sink = Alerts.config(yaml()).open()) {
            sink.send(delivery);
        }

        HttpReceiver.Request request = http.accepted().get(0);
        Instant at = Instant.ofEpochSecond(Long.parseLong(request.headers().get("webhook-timestamp")));
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/hooks/line");
        assertThat(request.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("authorization", "Bearer " + SECRET)
                .containsEntry("idempotency-key", delivery.alert().incidentId() + "-OPENED-0-7")
                .containsEntry("webhook-id", delivery.id())
                .containsEntry(
                        "webhook-signature",
                        new WebhookSignature(new Secret(SECRET)).of(delivery.id(), at, request.body()));
        assertThat(at).isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
        assertThat(request.body()).isEqualTo(delivery.json());
    }

    /** The example of the specification of Standard Webhooks. */
    @Test
    void shouldGiveTheSignatureOfThePublishedExample() {
        WebhookSignature signature = new WebhookSignature(new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

        assertThat(signature.of(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        Instant.ofEpochSecond(1_614_265_330),
                        "{\"test\": 2432232314}".getBytes(UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void shouldRefuseASecretThatIsNotBase64AndNotShowIt() {
        assertThatThrownBy(() -> new WebhookSignature(new Secret("whsec_s3cr3t!!")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not Base64")
                .hasNoCause()
                .message()
                .doesNotContain("s3cr3t");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 401, 403, 404, 408, 410, 429, 500, 502, 503})
    void shouldTryAgainWhatCanBeFixedThere(int status) throws IOException {
        http.answer(new HttpReceiver.Answer(status, Map.of("Retry-After", "7", "Location", "/elsewhere"), "no\nway"));

        assertThat(sent()).isInstanceOfSatisfying(Outcome.Unavailable.class, unavailable -> {
            assertThat(unavailable.reason()).startsWith(http.url() + " answered " + status + ": no way");
            assertThat(unavailable.retryAfter()).contains(Duration.ofSeconds(7));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 409, 413, 415, 422})
    void shouldLeaveOutAnAlertThatTheReceiverDoesNotAccept(int status) throws IOException {
        http.answer(new HttpReceiver.Answer(status, Map.of(), "x".repeat(100_000)));

        assertThat(sent()).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.reason())
                .contains("answered " + status)
                .hasSizeLessThan(300));
    }

    @Test
    void shouldWaitForAReceiverThatDoesNotAnswerForTheTimeoutOnly() throws IOException {
        try (ServerSocket deaf = new ServerSocket(0);
                AlertSink sink = Alerts.config("{name: hook, webhook: {url: 'http://localhost:%d', timeout: 200ms}}"
                                .formatted(deaf.getLocalPort()))
                        .open()) {
            assertThat(sink.send(delivery("cam-1", AlertState.OPENED, 0))).isInstanceOf(Outcome.Unavailable.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: hook, webhook: {url: 'https://user:password@host/x'}}",
                "{name: hook, webhook: {url: 'ftp://host/x'}}",
                "{name: hook, webhook: {url: host}}",
                "{name: hook, webhook: {url: 'https://host', secret: plain}}",
                "{name: hook}",
                "{name: hook, log: {}, mqtt: {host: x}}",
                "{name: 'a b', log: {}}",
                "{name: hook, log: {}, retry: 1m}"
            })
    void shouldRefuseSettingsThatCannotWork(String yaml) {
        assertThatThrownBy(() -> Alerts.config(yaml)).hasMessageContaining("problem");
    }

    private Outcome sent() throws IOException {
        try (AlertSink sink = Alerts.config(yaml()).open()) {
            return sink.send(delivery("cam-1", AlertState.OPENED, 0));
        }
    }

    /** Recognises repetitions by the id, as receivers are told to. */
    record WebhookReceiver(HttpReceiver http, String yaml) implements Receiver {
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
            Set<String> ids = new HashSet<>();
            List<Received> received = new ArrayList<>();
            for (HttpReceiver.Request request : http.accepted()) {
                if (ids.add(request.headers().get("webhook-id"))) {
                    Optional<Alert> alert =
                            AlertCodec.decode(request.body()).fold(Optional::of, refused -> Optional.empty());
                    received.add(Received.of(alert.orElseThrow()));
                }
            }
            return received;
        }

        @Override
        public void close() {
            http.close();
        }
    }
}
