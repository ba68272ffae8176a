// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.invigil.broker.TestBroker;
import dev.invigil.contracts.model.Models;
import dev.invigil.detector.ToyFamily;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.http.HttpConfig;
import dev.invigil.kit.http.HttpService;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.trainer.child.ChildSettings;
import dev.invigil.trainer.child.ToyRunProcess;
import dev.invigil.trainer.registry.ModelRegistry;
import dev.invigil.trainer.retrain.RunArchive;
import dev.invigil.trainer.retrain.RunSteps;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
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
    private final DetectorFamilies.Registration toy;
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private boolean started;

    /** What a test changes. */
    record Setup(TestBroker broker, Path folder, Map<String, Object> keys) {
        Setup with(String key, Object value) {
            Map<String, Object> more = new LinkedHashMap<>(keys);
            more.put(key, value);
            return new Setup(broker, folder, more);
        }
    }

    /** Golden data in {@code FOLDER/golden}, no thresholds that need many parts. */
    static Setup setup(TestBroker broker, Path folder) {
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
        return new Setup(broker, folder, keys);
    }

    TrainerLine(Setup setup) {
        this(setup, steps -> steps, Clock.systemUTC());
    }

    /** @param around puts something around the phases */
    TrainerLine(Setup setup, Function<RunSteps, RunSteps> around, Clock clock) {
        toy = DetectorFamilies.register(ToyFamily.TOY);
        kafka = KafkaSettings.of(setup.broker().bootstrapServers());
        topics = TopicSettings.under(setup.broker().prefix());
        config = Configuration.of(setup.keys(), "trainer", TrainerConfig.class, Map.of());
        ChildSettings child =
                ChildSettings.of(config.nice(), config.threads(), config.heap()).running(ToyRunProcess.class);
        PrometheusRegistry registry = new PrometheusRegistry();
        Health health = new Health();
        http = new HttpService(
                Configuration.of(Map.of("port", 0), "http", HttpConfig.class, Map.of()), registry, health);
        service = new TrainerService(
                config,
                kafka,
                topics,
                archive -> around.apply(new TrainerAssembly(config, kafka, topics, child, "test").steps(archive)),
                clock,
                registry,
                health,
                http,
                (name, cause) -> failures.add(cause));
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
        toy.close();
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
