// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.lifecycle.Service;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code /metrics}, {@code /health/live} and {@code /health/ready}, and what was added by {@link #handle}. Slow or silent
 * clients are cut off (see {@link HttpLimits}).
 */
public final class HttpService implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(HttpService.class);

    private final HttpConfig config;
    private final Map<String, HttpHandler> handlers = new LinkedHashMap<>();
    private HttpServer server;
    private ExecutorService executor;

    public HttpService(HttpConfig config, PrometheusRegistry registry, Health health) {
        this.config = config;
        handle("/metrics", onlyGet(new MetricsHandler(registry)));
        handle("/health/live", onlyGet(exchange -> answer(exchange, health::live)));
        handle("/health/ready", onlyGet(exchange -> answer(exchange, health::ready)));
    }

    /** Adds a handler for a path and everything below it; before the start. */
    public HttpService handle(String path, HttpHandler handler) {
        if (server != null) {
            throw new IllegalStateException("the HTTP server runs already");
        }
        if (handlers.putIfAbsent(path, handler) != null) {
            throw new IllegalArgumentException("two handlers for " + path);
        }
        return this;
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public void start() throws IOException {
        HttpLimits.apply();
        InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
        if (address.isUnresolved()) {
            throw new OperatorException("http.host " + config.host() + " is unknown; write an address of this machine");
        }
        try {
            server = HttpServer.create(address, 0);
        } catch (BindException e) {
            throw new OperatorException(
                    "cannot listen on " + config.host() + ":" + config.port() + " (" + e.getMessage()
                            + "); set http.port to a free port, 0 for any, and http.host to an address of this machine",
                    e);
        }
        executor = Executors.newFixedThreadPool(config.threads(), task -> {
            Thread thread = new Thread(task, "invigil-http");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(executor);
        handlers.forEach((path, handler) -> server.createContext(path, guarded(path, handler)));
        server.start();
    }

    /** The port it listens on, after the start. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
            executor.shutdownNow();
        }
    }

    /** An exception in a handler is a bug there: said aloud, and answered while that is still possible. */
    private static HttpHandler guarded(String path, HttpHandler handler) {
        return exchange -> {
            try {
                if (covers(path, exchange)) {
                    handler.handle(exchange);
                } else {
                    Responses.send(exchange, 404, "text/plain", "nothing here\n");
                }
            } catch (RuntimeException e) {
                LOG.error("the handler of {} failed", path, e);
                Responses.send(exchange, 500, "text/plain", "this is a bug; see the log\n");
            }
        };
    }

    /** The JDK's server matches prefixes, so that {@code /metrics} would answer {@code /metricsandmore}. */
    private static boolean covers(String path, HttpExchange exchange) {
        String asked = exchange.getRequestURI().getPath();
        return asked.equals(path) || asked.startsWith(path.endsWith("/") ? path : path + "/");
    }

    private static HttpHandler onlyGet(HttpHandler handler) {
        return exchange -> {
            String method = exchange.getRequestMethod();
            if (method.equals("GET") || method.equals("HEAD")) {
                handler.handle(exchange);
            } else {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                Responses.send(exchange, 405, "text/plain", "only GET and HEAD here\n");
            }
        };
    }

    private static void answer(HttpExchange exchange, Supplier<List<Health.Outcome>> checks) throws IOException {
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
        Responses.sendJson(exchange, up ? 200 : 503, body);
    }
}
