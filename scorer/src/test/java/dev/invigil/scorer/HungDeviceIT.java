// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.TestBroker;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.http.HttpConfig;
import dev.invigil.kit.http.HttpService;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
@Timeout(180)
class HungDeviceIT {
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    @Test
    void shouldNotBeReadyThenNotLiveWhileAForwardCallHangs(TestBroker broker) throws Exception {
        ScorerLine line = ScorerLine.at(broker.bootstrapServers(), broker.prefix());
        CountDownLatch hung = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ScorerConfig config = Configuration.parse(
                "{bundle: none, batch-size: 1, frame-age-limit: 1s, device-call-limit: 4s, group: " + broker.prefix()
                        + "scorers, instance: " + broker.prefix() + "only}",
                "test",
                ScorerConfig.class,
                Map.of());
        PrometheusRegistry registry = new PrometheusRegistry();
        Health health = new Health();
        AtomicReference<Runnable> beforeBatch = new AtomicReference<>(() -> {});
        ScorerService scorer = new ScorerService(
                config,
                line.kafka(),
                line.topics(),
                () -> new BrightnessModel(() -> beforeBatch.get().run()),
                registry,
                health,
                (service, cause) -> failure.compareAndSet(null, cause));
        HttpService http =
                new HttpService(Configuration.parse("port: 0", "test", HttpConfig.class, Map.of()), registry, health);
        http.start();
        try {
            scorer.start();
            assertThat(status(http, "ready")).isEqualTo(200);
            assertThat(status(http, "live")).isEqualTo(200);
            beforeBatch.set(() -> {
                hung.countDown();
                awaitIgnoringInterrupts(release); // as native code does
            });
            List<String> frames = line.send(0, 3, "cam-1");
            hung.await();

            List<String> fell = new ArrayList<>();
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                for (String check : List.of("ready", "live")) {
                    if (status(http, check) == 503 && !fell.contains(check)) {
                        fell.add(check);
                    }
                }
                return fell.size() == 2;
            });
            assertThat(fell).containsExactly("ready", "live");
            assertThat(body(http, "live"))
                    .contains("scoring a batch for")
                    .contains("scorer.device-call-limit of 4.0 s");
            assertThat(body(http, "ready")).contains("scorer.frame-age-limit of 1.0 s");

            beforeBatch.set(() -> {});
            release.countDown();
            line.verdicts(read -> read.size() >= frames.size());
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> status(http, "ready") == 200 && status(http, "live") == 200);
        } finally {
            release.countDown();
            scorer.stop();
            http.stop();
        }
        assertThat(failure).hasValue(null);
    }

    private int status(HttpService http, String check) throws IOException, InterruptedException {
        return get(http, check).statusCode();
    }

    private String body(HttpService http, String check) throws IOException, InterruptedException {
        return get(http, check).body();
    }

    private HttpResponse<String> get(HttpService http, String check) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + "/health/" + check))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void awaitIgnoringInterrupts(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
