// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.invigil.broker.TestBroker;
import dev.invigil.contracts.model.Models;
import dev.invigil.detector.ToyFamily;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.store.BundleStore;
import dev.invigil.detector.store.FolderBundleStore;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.http.HttpConfig;
import dev.invigil.kit.http.HttpService;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.trainer.child.ChildSettings;
import dev.invigil.trainer.child.ToyRunProcess;
import dev.invigil.trainer.registry.ModelRegistry;
import dev.invigil.trainer.retrain.ModelList;
import dev.invigil.trainer.retrain.RunArchive;
import dev.invigil.trainer.retrain.RunSteps;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** A trainer with a toy detector on a work folder, and its HTTP interface. */
final class TrainerLine implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final KafkaSettings kafka;
    private final TopicSettings topics;
    private final TrainerConfig config;
    private final HttpService http;
    private final TrainerService service;
    private static final AtomicInteger OPEN = new AtomicInteger();
    private static Optional<DetectorFamilies.Registration> toy = Optional.empty();

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private boolean started;
    private boolean closed;

    /** What a test changes. */
    record Setup(TestBroker broker, Map<String, Object> keys) {
        Setup with(String key, Object value) {
            Map<String, Object> more = new LinkedHashMap<>(keys);
            more.put(key, value);
            return new Setup(broker, more);
        }
    }

    /** Golden data in {@code FOLDER/golden}, no thresholds that need many parts. */
    static Setup setup(TestBroker broker, Path folder) {
        try {
            Files.createDirectories(folder.resolve("golden"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("golden", folder.resolve("golden"));
        keys.put("store", folder.resolve("store"));
        keys.put("work", folder.resolve("work"));
        keys.put("name", "parts");
        keys.put("recipe", Map.of("detector", "toy", "size", "32", "epochs", 1, "batch", 4));
        keys.put("rates", Map.of("false-reject", 0.2, "review", 0.3));
        keys.put("device", "cpu");
        keys.put("engine-threads", 1);
        keys.put("nice", 0);
        keys.put("min-free-space", "1MiB");
        keys.put("patience", "20s");
        return new Setup(broker, keys);
    }

    /** What a test puts around the parts of the trainer. */
    interface Around {
        Around NOTHING = new Around() {};

        default RunSteps steps(RunSteps steps, RunArchive archive) {
            return steps;
        }

        default BundleStore store(BundleStore store) {
            return store;
        }

        default ModelList models(ModelList models) {
            return models;
        }

        default ChildSettings child(ChildSettings child) {
            return child.running(ToyRunProcess.class);
        }

        default Clock clock() {
            return Clock.systemUTC();
        }
    }

    TrainerLine(Setup setup) {
        this(setup, Around.NOTHING);
    }

    TrainerLine(Setup setup, Around around) {
        register();
        kafka = KafkaSettings.of(setup.broker().bootstrapServers());
        topics = TopicSettings.under(setup.broker().prefix());
        config = Configuration.of(setup.keys(), "trainer", TrainerConfig.class, Map.of());
        ChildSettings child = around.child(ChildSettings.of(config.nice(), config.threads(), config.heap()));
        PrometheusRegistry registry = new PrometheusRegistry();
        Health health = new Health();
        http = new HttpService(
                Configuration.of(Map.of("port", 0), "http", HttpConfig.class, Map.of()), registry, health);
        service = new TrainerService(
                config,
                kafka,
                topics,
                archive -> around.steps(
                        new TrainerAssembly(config, kafka, topics, child, "test")
                                .steps(
                                        archive,
                                        around.store(new FolderBundleStore(config.store())),
                                        around.models(ModelList.of(registry()))),
                        archive),
                around.clock(),
                registry,
                health,
                http,
                (name, cause) -> failures.add(cause));
    }

    /** The process knows the toy detector while there is a line. */
    private static synchronized void register() {
        if (OPEN.getAndIncrement() == 0) {
            toy = Optional.of(DetectorFamilies.register(ToyFamily.TOY));
        }
    }

    private static synchronized void unregister() {
        if (OPEN.decrementAndGet() == 0) {
            toy.orElseThrow().close();
        }
    }

    /** Lets a run begin as soon as it works. */
    TrainerLine beginningAtOnce() {
        service.beginningAtOnce();
        return this;
    }

    TrainerLine start() throws Exception {
        http.start();
        service.start();
        started = true;
        return this;
    }

    /** Starts it and waits until it works. */
    TrainerLine lead() throws Exception {
        start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> get("/metrics").body().contains("invigil_trainer_leader 1.0"));
        return this;
    }

    TrainerConfig config() {
        return config;
    }

    RunArchive archive() {
        return new RunArchive(config.work());
    }

    List<Throwable> failures() {
        return new ArrayList<>(failures);
    }

    Models models() {
        return new ModelRegistry(kafka, topics).read();
    }

    ModelRegistry registry() {
        return new ModelRegistry(kafka, topics);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).DELETE());
    }

    HttpResponse<String> put(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + http.port() + path);
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    /** Asks for a run and returns its id. */
    String ask() throws IOException, InterruptedException {
        return json(post("/runs", "")).path("id").asText();
    }

    /** Waits until the run is in one of these states, and returns it. */
    JsonNode await(String run, String... states) {
        JsonNode[] seen = new JsonNode[1];
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> {
            seen[0] = json(get("/runs/" + run));
            return List.of(states).contains(seen[0].path("state").asText());
        });
        return seen[0];
    }

    /** Waits for the end of the run. */
    JsonNode end(String run) {
        return await(run, "DONE", "FAILED", "CANCELLED");
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        unregister();
        try {
            if (started) {
                service.stop();
            }
            http.stop();
        } catch (Exception e) {
            throw new AssertionError("the trainer did not stop", e);
        }
    }
}
