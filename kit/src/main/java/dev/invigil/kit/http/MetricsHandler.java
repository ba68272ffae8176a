// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import io.prometheus.metrics.exporter.common.PrometheusHttpExchange;
import io.prometheus.metrics.exporter.common.PrometheusHttpRequest;
import io.prometheus.metrics.exporter.common.PrometheusHttpResponse;
import io.prometheus.metrics.exporter.common.PrometheusScrapeHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Metrics in the formats of Prometheus's client: which one, and whether compressed, is as the client asks. */
final class MetricsHandler implements Handler {
    private final PrometheusScrapeHandler scrape;

    MetricsHandler(PrometheusRegistry registry) {
        this.scrape = new PrometheusScrapeHandler(registry);
    }

    @Override
    public Response handle(Request request) throws IOException {
        try (Scrape exchange = new Scrape(request)) {
            scrape.handleRequest(exchange);
            return exchange.response();
        }
    }

    private static final class Scrape implements PrometheusHttpExchange, PrometheusHttpRequest, PrometheusHttpResponse {
        private final Request request;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private int status = 200;

        Scrape(Request request) {
            this.request = request;
        }

        Response response() {
            Map<String, String> others = new LinkedHashMap<>(headers);
            String type = others.remove("Content-Type");
            others.remove("Content-Length");
            return Response.of(status, type == null ? "text/plain; charset=utf-8" : type, body.toByteArray())
                    .with(others);
        }

        @Override
        public PrometheusHttpRequest getRequest() {
            return this;
        }

        @Override
        public PrometheusHttpResponse getResponse() {
            return this;
        }

        @Override
        public void handleException(IOException e) throws IOException {
            throw e;
        }

        @Override
        public void handleException(RuntimeException e) {
            throw e;
        }

        @Override
        public void close() {}

        @Override
        public String getQueryString() {
            return request.query().orElse(null);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return Collections.enumeration(request.headers(name));
        }

        @Override
        public String getMethod() {
            return request.method();
        }

        @Override
        public String getRequestPath() {
            return request.path();
        }

        @Override
        public void setHeader(String name, String value) {
            headers.put(name, value);
        }

        @Override
        public OutputStream sendHeadersAndGetBody(int code, int contentLength) {
            status = code;
            return body;
        }
    }
}
