// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.lifecycle.Service;
import dev.invigil.kit.metrics.ProcessMetricTable;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Answers {@code /metrics}, {@code /health/live} and {@code /health/ready}, and what was added by {@link #add}. Metrics and health have
 * separate threads and are answered even if all added routes are blocked. Requests that change something need a role ({@link Access}).
 */
public final class HttpService implements Service {
    private static final DataSize DISCARD = new DataSize(64 << 10);
    private static final Duration DISCARD_TIME = Duration.ofSeconds(5);

    private final HttpConfig config;
    private final List<Route> routes = new ArrayList<>();
    private final List<String> jsonPaths = new ArrayList<>();
    private HttpServer server;

    /**
     * @param registry receives {@code invigil_ready}
     * @param health asked at each request
     */
    public HttpService(HttpConfig config, PrometheusRegistry registry, Health health) {
        this.config = config;
        ProcessMetricTable.READY.gauge(registry, values -> health.ready()
                .forEach(outcome -> values.call(outcome.problem().isEmpty() ? 1 : 0, outcome.name())));
        routes.add(Route.get("/metrics", new MetricsHandler(registry)).urgently());
        routes.add(Route.get("/health/live", request -> answer(health::live)).urgently());
        routes.add(Route.get("/health/ready", request -> answer(health::ready)).urgently());
    }

    /** Adds a route; before the start. */
    public HttpService add(Route route) {
        if (server != null) {
            throw new IllegalStateException("the HTTP server runs already");
        }
        boolean taken = routes.stream()
                .anyMatch(other ->
                        other.path().equals(route.path()) && other.methods().equals(route.methods()));
        if (taken) {
            throw new IllegalArgumentException("two handlers for " + route.path());
        }
        routes.add(route);
        return this;
    }

    /**
     * The server's own errors about this path and those below it are JSON, as the answers there are; before the start.
     *
     * @param path such as {@code /runs}
     */
    public HttpService answerErrorsInJson(String path) {
        if (server != null) {
            throw new IllegalStateException("the HTTP server runs already");
        }
        jsonPaths.add(path);
        return this;
    }

    private Response error(Request request, int status, String error) {
        String path = request.path();
        boolean json = jsonPaths.stream().anyMatch(each -> path.equals(each) || path.startsWith(each + "/"));
        return (json ? ErrorAnswer.JSON : ErrorAnswer.TEXT).of(request, status, error);
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public void start() throws IOException {
        HttpServer starting = new HttpServer(
                new HttpServer.Settings(
                        "invigil-http",
                        "http",
                        config.host(),
                        config.port(),
                        config.threads(),
                        config.limits(),
                        DISCARD,
                        DISCARD_TIME,
                        this::error,
                        Access.of(config.tokens().byRole(), "http.tokens", config.host())),
                routes);
        starting.start();
        server = starting;
    }

    /** The port it listens on, after the start. */
    public int port() {
        return server.port();
    }

    /** How many connections are open. */
    int connections() {
        return server.connections();
    }

    @Override
    public void stop() throws InterruptedException {
        if (server != null) {
            server.stop(Duration.ZERO);
        }
    }

    private static Response answer(Supplier<List<Health.Outcome>> checks) {
        List<Health.Outcome> outcomes = checks.get();
        boolean up = outcomes.stream().allMatch(outcome -> outcome.problem().isEmpty());
        List<Map<String, String>> details = outcomes.stream()
                .map(outcome -> {
                    Map<String, String> detail = new LinkedHashMap<>();
                    detail.put("name", outcome.name());
                    detail.put("status", outcome.problem().isEmpty() ? "UP" : "DOWN");
                    outcome.problem().ifPresent(reason -> detail.put("reason", reason));
                    return detail;
                })
                .toList();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", up ? "UP" : "DOWN");
        body.put("checks", details);
        return Response.json(up ? 200 : 503, body);
    }
}
