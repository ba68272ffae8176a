// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.retraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.invigil.app.line.Line;
import dev.invigil.app.line.LineConfig;
import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.TestBroker;
import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.frame.FrameCodec;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.lifecycle.Lifecycle;
import dev.invigil.kit.topic.Topic;
import dev.invigil.scorer.ScorerLine;
import dev.invigil.trainer.registry.ChangeNote;
import dev.invigil.trainer.registry.ModelChange;
import dev.invigil.trainer.registry.ModelChanges;
import dev.invigil.trainer.registry.ModelRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * With images of real parts: a line is trained on three products and serves; two more are added to the golden data; the trainer retrains, the
 * gate compares product by product, the model is promoted, and verdicts of the two new products appear. One scorer and one trainer run all the time.
 * {@code -Dinvigil.size=96 -Dinvigil.epochs=4} makes it quicker, and the models worse.
 */
@ExtendWith(BrokerExtension.class)
@Timeout(1800)
class NewProductsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> FIRST = List.of("magnetic_tile", "pcb", "pill");
    private static final List<String> ADDED = List.of("bottle", "commutator");
    private static final int FRAMES = 8;

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Set<String> sent = new HashSet<>();
    private final List<String> report = new ArrayList<>();
    private int frame;

    @Test
    void shouldInspectTwoNewProductsWithoutARestart(TestBroker broker) throws Exception {
        assumeTrue(
                Boolean.getBoolean("invigil.realline"),
                "skipped: takes many minutes; run it with -Dinvigil.realline=true");
        Optional<Path> images = shared("data/realline");
        assumeTrue(
                images.isPresent(),
                "skipped: data/realline is not there; set INVIGIL_SHARED to the folder that has it");
        FIRST.forEach(product -> add(images.get(), product));
        ScorerLine topics = ScorerLine.at(broker.bootstrapServers(), broker.prefix());
        LineConfig config = config(topics);
        ModelRegistry registry = new ModelRegistry(topics.kafka(), topics.topics());

        try (Lifecycle lifecycle = new Lifecycle(Duration.ofSeconds(60))) {
            Line line = Line.add(config, "test", new PrometheusRegistry(), lifecycle);
            // the scorer waits for the first model, so the line starts on a thread of its own
            Thread starting = new Thread(() -> start(lifecycle), "starting");
            starting.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> answers(line, "/health/live"));
            JsonNode first = run(line);
            // there is nothing to compare it with, so an operator decides
            promote(registry, first.path("model").path("digest").asText());
            starting.join();

            Map<String, Map<String, Integer>> before = inspect(topics, images.get(), first);
            assertThat(before).containsOnlyKeys(all());
            ADDED.forEach(
                    product -> assertThat(before.get(product)).as(product).containsOnlyKeys(Decision.UNSCORED.name()));
            FIRST.forEach(
                    product -> assertThat(before.get(product)).as(product).doesNotContainKey(Decision.UNSCORED.name()));

            ADDED.forEach(product -> add(images.get(), product));
            JsonNode second = run(line);
            String digest = second.path("model").path("digest").asText();
            if (second.path("model").path("state").asText().equals("CANDIDATE")) {
                report.add("an operator promoted it");
                promote(registry, digest);
            }
            assertThat(second.path("gate").path("outcome").asText())
                    .as(second.path("gate").toPrettyString())
                    .isNotEqualTo("REJECT");
            Instant promoted = Instant.now();
            await().atMost(Duration.ofMinutes(2)).until(() -> inspectOne(topics, images.get(), digest));
            report.add("first verdict by the new model "
                    + Duration.between(promoted, Instant.now()).toMillis() + " ms after the promotion was seen");

            Map<String, Map<String, Integer>> after = inspect(topics, images.get(), second);
            all().forEach(product ->
                    assertThat(after.get(product)).as(product).doesNotContainKey(Decision.UNSCORED.name()));
            assertThat(lifecycle.state()).as("nothing was restarted").isEqualTo(Lifecycle.State.STARTED);
            assertThat(registry.read().active()).get().satisfies(model -> assertThat(model.digest())
                    .isEqualTo(digest));
        } finally {
            report.forEach(each -> System.out.println("NewProductsIT: " + each));
        }
    }

    private static void start(Lifecycle lifecycle) {
        try {
            lifecycle.start();
        } catch (Exception e) {
            throw new IllegalStateException("the line did not start", e);
        }
    }

    private LineConfig config(ScorerLine topics) {
        return Configuration.parse(
                """
                kafka: {bootstrap.servers: '%s'}
                topics: {prefix: '%s', partitions: 3}
                http: {port: 0}
                scorer: {store: '%s', device: cpu, engine-threads: 1, group: '%sscorers'}
                trainer:
                  golden: '%s'
                  store: '%s'
                  work: '%s'
                  name: realline
                  promotion: automatic
                  device: cpu
                  engine-threads: 2
                  nice: 0
                  recipe: {size: '%d', epochs: %d, batch: 8}
                  # margins for 90 to 140 test parts of a product, and what the smallest encoder reaches in a few minutes
                  gate:
                    image-auroc-margin: 0.15
                    image-ap-margin: 0.15
                    false-reject-margin: 0.2
                    newly-missed: 10
                    newly-missed-rate: 0.2
                    new-product: {least-image-auroc: 0.6, most-missed: 0.8, most-false-rejects: 0.3}
                """.formatted(
                                topics.kafka().bootstrapServers(),
                                topics.topics().prefix(),
                                folder.resolve("store"),
                                topics.topics().prefix(),
                                folder.resolve("golden"),
                                folder.resolve("store"),
                                folder.resolve("work"),
                                Integer.getInteger("invigil.size", 128),
                                Integer.getInteger("invigil.epochs", 12)),
                "test",
                LineConfig.class,
                Map.of());
    }

    /** A whole run. Notes its times and figures. */
    private JsonNode run(Line line) throws Exception {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> send(line, "POST", "/runs").statusCode() == 202);
        String id = JSON.readTree(send(line, "GET", "/runs").body())
                .path("runs")
                .get(0)
                .path("id")
                .asText();
        JsonNode[] run = new JsonNode[1];
        await().atMost(Duration.ofMinutes(14))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    run[0] = JSON.readTree(send(line, "GET", "/runs/" + id).body());
                    return List.of("DONE", "FAILED")
                            .contains(run[0].path("state").asText());
                });
        assertThat(run[0].path("state").asText()).as(run[0].toPrettyString()).isEqualTo("DONE");
        report.add("run " + id + ": " + run[0].path("gate").path("outcome").asText() + ", "
                + run[0].path("gate").path("reason").asText());
        for (JsonNode time : run[0].path("times")) {
            report.add("  " + time.path("phase").asText() + " "
                    + Duration.between(
                                    Instant.parse(time.path("began").asText()),
                                    Instant.parse(time.path("ended").asText()))
                            .toMillis()
                    + " ms");
        }
        JsonNode metrics = JSON.readTree(
                folder.resolve("work/runs").resolve(id).resolve("metrics.json").toFile());
        for (String model : List.of("active", "candidate")) {
            metrics.path(model)
                    .path("products")
                    .properties()
                    .forEach(product -> report.add("  " + model + " "
                            + product.getKey() + ": image AUROC "
                            + product.getValue().path("imageAuroc").asText() + ", AP "
                            + product.getValue().path("imageAp").asText() + ", pixel AUROC "
                            + product.getValue().path("pixelAuroc").asText()));
        }
        return run[0];
    }

    private static void promote(ModelRegistry registry, String digest) {
        if (registry.read()
                .active()
                .filter(model -> model.digest().equals(digest))
                .isPresent()) {
            return;
        }
        assertThat(registry.change(now -> ModelChanges.promote(
                        now, digest, new ChangeNote("looked at the report", "operator", Instant.now()), true)))
                .isInstanceOf(ModelChange.Write.class);
    }

    /** Sends frames of all products, and counts the decisions. */
    private Map<String, Map<String, Integer>> inspect(ScorerLine line, Path images, JsonNode run) throws IOException {
        Map<String, Map<String, Integer>> decisions = new TreeMap<>();
        for (Verdict verdict : send(line, images, all())) {
            decisions
                    .computeIfAbsent(verdict.productId().orElseThrow(), product -> new TreeMap<>())
                    .merge(verdict.decision().name(), 1, Integer::sum);
        }
        report.add("frames of good parts after run " + run.path("id").asText() + ": " + decisions);
        return decisions;
    }

    private boolean inspectOne(ScorerLine line, Path images, String digest) throws IOException {
        return send(line, images, List.of(FIRST.get(0))).stream()
                .allMatch(verdict -> verdict.model().map(ModelIdentity::digest).equals(Optional.of(digest)));
    }

    /** Sends some good parts of each product, and returns their verdicts. */
    private List<Verdict> send(ScorerLine line, Path images, List<String> products) throws IOException {
        Set<String> ids = new HashSet<>();
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        for (String product : products) {
            try (Stream<Path> files = Files.list(images.resolve(product).resolve("test/good"))) {
                for (Path file : files.sorted().limit(FRAMES).toList()) {
                    String id = "frame-" + frame++;
                    ids.add(id);
                    records.add(FrameCodec.encode(
                            line.topics().name(Topic.FRAMES),
                            new Frame(
                                    id,
                                    "line-1",
                                    "cam-" + product,
                                    Optional.empty(),
                                    product,
                                    OptionalLong.empty(),
                                    Instant.now(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Files.readAllBytes(file))));
                }
            }
        }
        sent.addAll(ids);
        line.send(records);
        return line.verdicts(read -> read.size() >= sent.size()).stream()
                .filter(verdict -> ids.contains(verdict.frameId()))
                .toList();
    }

    private static List<String> all() {
        return Stream.concat(FIRST.stream(), ADDED.stream()).toList();
    }

    private void add(Path images, String product) {
        Path golden = folder.resolve("golden");
        try (Stream<Path> tree = Files.walk(images.resolve(product))) {
            for (Path source : tree.toList()) {
                Path target = golden.resolve(images.relativize(source).toString());
                if (Files.isDirectory(source)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(source, target);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean answers(Line line, String path) {
        try {
            return send(line, "GET", path).statusCode() == 200;
        } catch (IOException | NullPointerException e) {
            // not listening yet
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private HttpResponse<String> send(Line line, String method, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + line.http().port() + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static Optional<Path> shared(String relative) {
        String configured = System.getenv("INVIGIL_SHARED");
        Stream<Path> folders = configured == null || configured.isBlank()
                ? Stream.iterate(Path.of("").toAbsolutePath(), each -> each != null, Path::getParent)
                        .map(each -> each.resolveSibling("shared"))
                : Stream.of(Path.of(configured));
        return folders.map(each -> each.resolve(relative)).filter(Files::exists).findFirst();
    }
}
