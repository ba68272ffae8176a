// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.metrics.MetricTable;
import dev.invigil.kit.metrics.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpServiceTest {
    private static final HttpLimits LIMITS = Configuration.defaults(HttpLimits.class);
    private static final HttpTokens NO_TOKENS = Configuration.defaults(HttpTokens.class);
    private static final HttpConfig ANY_PORT = new HttpConfig("127.0.0.1", 0, 2, LIMITS, NO_TOKENS);

    private final AtomicReference<Optional<String>> broker = new AtomicReference<>(Optional.empty());
    private final PrometheusRegistry registry = Metrics.registry("1.2.3");
    private final Health health = new Health();
    private final HttpService http = new HttpService(ANY_PORT, registry, health);

    @BeforeEach
    void start() throws IOException {
        Counter.builder()
                .name("invigil_test_frames_total")
                .help("frames")
                .labelNames("camera")
                .register(registry)
                .labelValues("cam1")
                .inc(3);
        MetricTable.of("test").latency("seconds", "latency").histogram(registry).observe(0.02);
        health.addLive("process", Optional::empty)
                .addReady("broker", broker::get)
                .addReady("model", Optional::empty);
        http.add(Route.post(
                        "/echo",
                        request -> new ReadBody(
                                new DataSize(8),
                                Duration.ofSeconds(10),
                                body -> body instanceof ReadBody.Body.Whole whole
                                        ? Response.of(200, "text/plain", whole.bytes())
                                        : Response.text(413, "too large"))))
                .add(Route.get("/broken", request -> {
                    throw new IllegalStateException("bug");
                }))
                .add(Route.get("/things/{id}", request -> Response.text(200, request.variable("id"))))
                .add(Route.put("/things/{id}", request -> Response.text(200, "put " + request.variable("id"))))
                .add(Route.delete("/things/{id}", request -> Response.text(200, "deleted " + request.variable("id"))))
                .add(Route.get("/things/{id}/pages/{file...}", request -> Response.text(200, request.variable("file"))))
                .answerErrorsInJson("/things");
        http.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        http.stop();
    }

    @Test
    void shouldShowMetricsOfServiceJvmAndBuild() throws Exception {
        HttpResponse<String> response = get("/metrics");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type"))
                .get()
                .asString()
                .startsWith("text/plain");
        assertThat(response.body())
                .contains("invigil_test_frames_total{camera=\"cam1\"} 3.0")
                .contains("invigil_test_seconds_bucket{le=\"0.025\"} 1")
                .contains("jvm_memory_used_bytes")
                .contains("invigil_build_info{", "version=\"1.2.3\"");
    }

    @Test
    void shouldShowEachReadinessCheckAsAMetric() throws Exception {
        assertThat(get("/metrics").body())
                .contains("invigil_ready{check=\"broker\"} 1.0", "invigil_ready{check=\"model\"} 1.0");

        broker.set(Optional.of("the broker has not been reached for 12 s"));

        assertThat(get("/metrics").body())
                .contains("invigil_ready{check=\"broker\"} 0.0", "invigil_ready{check=\"model\"} 1.0");
    }

    @Test
    void shouldRouteByMethod() throws Exception {
        assertThat(send(HttpRequest.newBuilder(uri("/things/7")).PUT(HttpRequest.BodyPublishers.noBody()))
                        .body())
                .isEqualTo("put 7");
        assertThat(send(HttpRequest.newBuilder(uri("/things/7")).DELETE()).body())
                .isEqualTo("deleted 7");
    }

    @Test
    void shouldMatchTheRestOfAPathButNothingAboveIt() throws Exception {
        assertThat(get("/things/7/pages/index.html").body()).isEqualTo("index.html");
        assertThat(get("/things/7/pages/a/b%20c/d.png").body()).isEqualTo("a/b c/d.png");
        for (String refused : new String[] {"", "/", "/a//b", "/..%2fx", "/a/%2e%2e/%2e%2e/x", "/%2e", "/a%2fb"}) {
            assertThat(get("/things/7/pages" + refused).statusCode())
                    .as(refused)
                    .isBetween(400, 404);
        }
    }

    @Test
    void shouldAnswerErrorsInJsonWhereAsked() throws Exception {
        HttpResponse<String> unknown = get("/things/7/nothing");

        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.headers().firstValue("content-type")).contains("application/json");
        assertThat(new ObjectMapper().readTree(unknown.body()).path("error").asText())
                .isNotEmpty();
        assertThat(get("/thingsx").headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
    }

    @Test
    void shouldSpeakOpenMetricsToThoseWhoAskForIt() throws Exception {
        HttpResponse<String> response = send(HttpRequest.newBuilder(uri("/metrics"))
                .header("Accept", "application/openmetrics-text; version=1.0.0"));

        assertThat(response.headers().firstValue("content-type"))
                .get()
                .asString()
                .contains("openmetrics");
        assertThat(response.body()).endsWith("# EOF\n");
    }

    @Test
    void shouldBeReadyWhenEveryCheckIsContent() throws Exception {
        HttpResponse<String> response = get("/health/ready");

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode json = new ObjectMapper().readTree(response.body());
        assertThat(json.path("status").asText()).isEqualTo("UP");
        assertThat(json.path("checks")).hasSize(2);
    }

    @Test
    void shouldTellWhichCheckIsNotContentAndWhy() throws Exception {
        broker.set(Optional.of("no answer for 5 s"));

        HttpResponse<String> response = get("/health/ready");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(new ObjectMapper().readTree(response.body())).isEqualTo(new ObjectMapper().readTree("""
                                {"status": "DOWN", "checks": [
                                  {"name": "broker", "status": "DOWN", "reason": "no answer for 5 s"},
                                  {"name": "model", "status": "UP"}]}
                                """));
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldTakeACheckThatThrowsAsDown() throws Exception {
        health.addLive("odd", () -> {
            throw new IllegalStateException("odd");
        });

        assertThat(get("/health/live").statusCode()).isEqualTo(503);
        assertThat(get("/health/live").body()).contains("odd");
    }

    @Test
    void shouldRefuseToBeWrittenTo() throws Exception {
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(uri("/health/live")).POST(HttpRequest.BodyPublishers.ofString("x")));

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).contains("GET, HEAD");
    }

    @Test
    void shouldAnswerHeadWithoutABody() throws Exception {
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(uri("/health/live")).method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void shouldServeAddedHandlersWithBoundedBodies() throws Exception {
        assertThat(post("/echo", HttpRequest.BodyPublishers.ofString("12345678"))
                        .body())
                .isEqualTo("12345678");
        assertThat(post("/echo", HttpRequest.BodyPublishers.ofString("123456789"))
                        .statusCode())
                .isEqualTo(413);
        // without a Content-Length, in chunks
        assertThat(post(
                                "/echo",
                                HttpRequest.BodyPublishers.fromPublisher(
                                        HttpRequest.BodyPublishers.ofString("123456789")))
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void shouldSurviveAHandlerThatThrows() throws Exception {
        assertThat(get("/broken").statusCode()).isEqualTo(500);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldAnswerUnknownPathsWith404() throws Exception {
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void shouldMatchOneElementWithAVariableAndNothingBelow() throws Exception {
        assertThat(get("/things/a%2Fb%20c").body()).isEqualTo("a/b c");
        assertThat(get("/things/a/b").statusCode()).isEqualTo(404);
        assertThat(get("/things/").statusCode()).isEqualTo(404);
        assertThat(get("/metricsandmore").statusCode()).isEqualTo(404);
    }

    @Test
    void shouldNameThePortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            HttpService second = new HttpService(
                    new HttpConfig("0.0.0.0", taken.getLocalPort(), 2, LIMITS, NO_TOKENS),
                    new PrometheusRegistry(),
                    new Health());

            assertThatThrownBy(second::start)
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()))
                    .hasMessageContaining("http.port");
            second.stop();
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    private HttpResponse<String> post(String path, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).POST(body));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + http.port() + path);
    }
}
