// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.invigil.app.cli.CommandTree;
import dev.invigil.app.line.Line;
import dev.invigil.app.line.LineConfig;
import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.TestBroker;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.lifecycle.Lifecycle;
import dev.invigil.kit.topic.TopicSettings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The latency of verdicts with and without a run of the trainer on the same machine, printed and written to {@code target/retraining.txt}. Only a
 * measurement on a quiet machine: {@code scripts/measure-retraining}. {@value #ROUNDS} says how often, {@value #RATE} how many frames a second.
 */
@ExtendWith(BrokerExtension.class)
@EnabledIfSystemProperty(
        named = RetrainingLatencyIT.ROUNDS,
        matches = "\\d+",
        disabledReason = "a measurement for a quiet machine; scripts/measure-retraining runs it")
class RetrainingLatencyIT {
    static final String ROUNDS = "invigil.retraining.rounds";
    static final String RATE = "invigil.retraining.rate";
    private static final int SECONDS = 20;
    private static final int WARM_UP = 50;
    private static final double TAIL = 0.99;

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void shouldPrintTheLatencyWithAndWithoutARun(TestBroker broker) throws Exception {
        int rounds = Integer.getInteger(ROUNDS);
        int rate = Integer.getInteger(RATE, 10);
        Path golden = folder.resolve("golden");
        Path bundle = folder.resolve("bundle");
        command("sample", golden.toString());
        command("train", "--data", golden.toString(), "--size", "128", "--epochs", "4", "--out", bundle.toString());
        KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
        TopicSettings topics = TopicSettings.under(broker.prefix());
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        List<BenchImage> images = BenchImage.in(golden, products(golden), 64, 1);
        try (Lifecycle lifecycle = new Lifecycle(Duration.ofSeconds(60))) {
            Line line = Line.add(config(broker, golden, bundle), "test", new PrometheusRegistry(), lifecycle);
            lifecycle.start();
            try (LineBench bench = new LineBench(images, kafka, topics)) {
                bench.paced(WARM_UP, rate);
                for (int round = 0; round < rounds; round++) {
                    without.addAll(bench.paced(rate * SECONDS, rate).latencies());
                    String run = begin(line);
                    with.addAll(bench.paced(rate * SECONDS, rate).latencies());
                    assertThat(body(line, "GET", "/runs/" + run))
                            .as("it still trains")
                            .contains("\"state\":\"FIT\"");
                    body(line, "DELETE", "/runs/" + run);
                    await().atMost(Duration.ofMinutes(1))
                            .until(() -> body(line, "GET", "/runs/" + run).contains("\"state\":\"CANCELLED\""));
                }
            }
        }
        String table = "| verdicts, %d frames a second | p50 ms | p99 ms |%n|---|---|---|%n".formatted(rate)
                + row("without a run", without)
                + row("during a run", with);
        System.out.print(table);
        Files.writeString(Path.of("target", "retraining.txt"), table);
        assertThat(without).hasSameSizeAs(with).hasSize(rounds * rate * SECONDS);
    }

    private static String row(String name, List<Double> millis) {
        return String.format(
                Locale.ROOT, "| %s | %.0f | %.0f |%n", name, Median.of(millis), Median.quantile(millis, TAIL));
    }

    private static LineConfig config(TestBroker broker, Path golden, Path bundle) {
        return Configuration.parse(
                """
                kafka: {bootstrap.servers: '%s'}
                topics: {prefix: '%s'}
                http: {port: 0}
                scorer: {bundle: '%s', device: cpu, engine-threads: 1, group: '%sscorers'}
                trainer:
                  golden: '%s'
                  store: '%s'
                  work: '%s'
                  device: cpu
                  engine-threads: 1
                  harvest: {enabled: false}
                  recipe: {size: '128', epochs: 100000}
                """.formatted(
                                broker.bootstrapServers(),
                                broker.prefix(),
                                bundle,
                                broker.prefix(),
                                golden,
                                bundle.resolveSibling("store"),
                                bundle.resolveSibling("work")),
                "test",
                LineConfig.class,
                Map.of());
    }

    /** Starts a run, and returns when it takes steps. */
    private String begin(Line line) throws Exception {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> body(line, "POST", "/runs").contains("\"id\""));
        String run = body(line, "GET", "/runs").replaceFirst("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
        await().atMost(Duration.ofMinutes(3))
                .until(() -> body(line, "GET", "/runs/" + run).contains("\"stage\":\"training\""));
        return run;
    }

    private String body(Line line, String method, String path) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + line.http().port() + path))
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static List<String> products(Path golden) throws Exception {
        try (var folders = Files.list(golden)) {
            return folders.filter(Files::isDirectory)
                    .map(each -> each.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static void command(String... arguments) {
        CommandTree done = CommandTree.run(List.of(arguments));
        assertThat(done.exitCode()).as(done.err()).isZero();
    }
}
