// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real Prometheus that scrapes the targets each second and evaluates the rules of docker/prometheus. */
final class PrometheusServer implements AutoCloseable {
    private final Process process;
    private final String address;
    private final HttpClient http = HttpClient.newHttpClient();

    private PrometheusServer(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    static boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "prometheus")));
    }

    /** @param targets host and port of each service, by its name */
    static PrometheusServer start(Path folder, Map<String, String> targets) throws IOException {
        StringBuilder config = new StringBuilder("global: {scrape_interval: 1s, evaluation_interval: 1s}\n")
                .append("rule_files: ['")
                .append(RuleFile.PATH)
                .append("']\n")
                .append("scrape_configs:\n  - job_name: invigil\n    static_configs:\n");
        targets.forEach((service, target) -> config.append("      - {targets: ['")
                .append(target)
                .append("'], labels: {service: ")
                .append(service)
                .append("}}\n"));
        Files.writeString(folder.resolve("prometheus.yml"), config);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + folder.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        PrometheusServer server = new PrometheusServer(process, "http://127.0.0.1:" + port);
        try {
            Awaitility.await("Prometheus is ready")
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() -> server.get("/-/ready").statusCode() == 200);
        } catch (RuntimeException e) {
            server.close();
            throw new IllegalStateException(Files.readString(folder.resolve("prometheus.log")), e);
        }
        return server;
    }

    /** What it answers to an expression, at each second from one time to another: the values that are numbers, of all series. */
    List<Double> range(String expression, Instant from, Instant to) throws IOException, InterruptedException {
        JsonNode answer = json(get("/api/v1/query_range?query=" + encoded(expression) + "&start="
                + from.getEpochSecond() + "&end=" + to.getEpochSecond() + "&step=1"));
        if (!answer.get("status").asText().equals("success")) {
            throw new IllegalArgumentException(answer.path("error").asText());
        }
        List<Double> values = new ArrayList<>();
        for (JsonNode series : answer.at("/data/result")) {
            for (JsonNode sample : series.get("values")) {
                double value = Double.parseDouble(sample.get(1).asText().replace("Inf", "Infinity"));
                if (!Double.isNaN(value)) {
                    values.add(value);
                }
            }
        }
        return values;
    }

    /** Every rule with its health and the alerts that are active. */
    JsonNode rules() throws IOException, InterruptedException {
        return json(get("/api/v1/rules")).at("/data/groups");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(address + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
