// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.invigil.console.image.FrameImages;
import dev.invigil.console.image.FrameRecords;
import dev.invigil.console.image.VerdictSearch;
import dev.invigil.console.line.LiveLine;
import dev.invigil.console.line.Verdicts;
import dev.invigil.contracts.label.Label;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.config.Secret;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.http.HttpConfig;
import dev.invigil.kit.http.HttpLimits;
import dev.invigil.kit.http.HttpService;
import dev.invigil.kit.http.HttpTokens;
import dev.invigil.kit.metrics.Metrics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ConsolePagesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Clock CLOCK = Clock.fixed(Verdicts.CAPTURED.plusSeconds(1), ZoneOffset.UTC);

    private final LiveLine line = new LiveLine(30, Duration.ofHours(1));
    private final List<Label> written = new ArrayList<>();
    private final List<String> withdrawn = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpService http;
    private ConsolePages pages;

    @BeforeEach
    void start() throws IOException {
        start("127.0.0.1", Configuration.defaults(HttpTokens.class));
    }

    private void start(String host, HttpTokens tokens) throws IOException {
        HttpConfig config = new HttpConfig(host, 0, 4, Configuration.defaults(HttpLimits.class), tokens);
        Health health = new Health();
        http = new HttpService(config, Metrics.registry("test"), health);
        LabelDesk desk = new LabelDesk() {
            @Override
            public void write(Label label) {
                written.add(label);
            }

            @Override
            public void withdraw(String frameId) {
                withdrawn.add(frameId);
            }
        };
        pages = new ConsolePages(
                line,
                health,
                new FrameImages(new FrameRecords(
                        () -> {
                            throw new IllegalStateException("no image is asked for");
                        },
                        "maps")),
                new VerdictSearch(
                        () -> {
                            throw new IllegalStateException("nothing is searched");
                        },
                        "verdicts"),
                desk,
                1,
                CLOCK,
                Map.of("broker", "b:9092"),
                Optional.empty());
        pages.addTo(http);
        http.start();
        pages.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        pages.stop();
        http.stop();
    }

    @Test
    void shouldServeAPageThatAsksForNothingFromOtherHostsAndRunsNoInlineCode() throws Exception {
        HttpResponse<String> page = get("/");

        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
                .doesNotContain("unsafe");
        assertThat(page.body()).doesNotContain("style=", "onclick", "http://", "https://");
        List<String> links = Pattern.compile("(?:src|href)=\"(/console[^\"]*)\"")
                .matcher(page.body())
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(links).hasSizeGreaterThan(2);
        for (String link : links) {
            assertThat(get(link).statusCode()).as(link).isEqualTo(200);
        }
    }

    @Test
    void shouldServeEveryModuleThatAModuleImports() throws Exception {
        List<String> toRead = new ArrayList<>(List.of("console.js"));
        for (int i = 0; i < toRead.size(); i++) {
            HttpResponse<String> module = get("/console/assets/" + toRead.get(i));
            assertThat(module.statusCode()).as(toRead.get(i)).isEqualTo(200);
            Pattern.compile("from \"\\./([a-z]+\\.js)\"")
                    .matcher(module.body())
                    .results()
                    .map(match -> match.group(1))
                    .filter(name -> !toRead.contains(name))
                    .forEach(toRead::add);
        }
        assertThat(toRead).contains("dom.js", "viewer.js", "review.js");
        assertThat(get("/console/assets/ConsolePages.class").statusCode()).isEqualTo(404);
    }

    @Test
    void shouldSendTheLineAsEventsAndRefuseMoreViewersThanConfigured() throws Exception {
        line.verdict(Verdicts.of("a", "cam-1", Decision.REJECT), CLOCK.instant());

        HttpResponse<Stream<String>> events =
                client.send(request("/console/events").build(), HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = events.body()) {
            List<String> two = lines.filter(text -> !text.isEmpty()).limit(4).toList();

            assertThat(events.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/event-stream");
            assertThat(two.get(0)).isEqualTo("event: line");
            JsonNode state = JSON.readTree(two.get(1).substring("data: ".length()));
            assertThat(state.at("/state/text").asText())
                    .isEqualTo("The camera cam-1 is inspected; no incident is open.");
            assertThat(state.at("/cameras/0/history/0").asText()).isEqualTo("R83");
            assertThat(two.get(2)).isEqualTo("event: line");
            assertThat(get("/console/events").statusCode()).isEqualTo(503);
            assertThat(get("/console/state").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void shouldWriteALabelForItsOwnPage() throws Exception {
        HttpResponse<String> answer = put(
                "{\"quality\":\"GOOD\",\"by\":\"m.weber\"}",
                Map.of(
                        "X-Invigil-Console",
                        "1",
                        "Origin",
                        "http://127.0.0.1:" + http.port(),
                        "Sec-Fetch-Site",
                        "same-origin"));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(written).singleElement().satisfies(label -> {
            assertThat(label.frameId()).isEqualTo("cam-1/7");
            assertThat(label.quality()).isEqualTo(Label.Quality.GOOD);
            assertThat(label.by()).isEqualTo("m.weber");
        });
    }

    @Test
    void shouldRefuseALabelThatAnotherSiteAsksFor() throws Exception {
        String good = "{\"quality\":\"GOOD\"}";
        assertThat(put(good, Map.of()).statusCode()).isEqualTo(403);
        assertThat(put(good, Map.of("X-Invigil-Console", "1", "Sec-Fetch-Site", "cross-site"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(put(good, Map.of("X-Invigil-Console", "1", "Sec-Fetch-Site", "same-site"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(put(good, Map.of("X-Invigil-Console", "1", "Origin", "http://evil.example"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(put(good, Map.of("X-Invigil-Console", "1", "Origin", "null")).statusCode())
                .isEqualTo(403);
        assertThat(written).isEmpty();
    }

    /** A name of another site that was pointed at this machine: to the browser the page is of the same origin. */
    @Test
    void shouldRefuseALabelUnderANameThatIsNotThisMachines() throws Exception {
        String body = "{\"quality\":\"GOOD\"}";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
            socket.getOutputStream()
                    .write(("PUT /console/labels/f HTTP/1.1\r\nHost: evil.example:" + http.port()
                                    + "\r\nOrigin: http://evil.example:" + http.port()
                                    + "\r\nX-Invigil-Console: 1\r\nContent-Length: " + body.length()
                                    + "\r\nConnection: close\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                            .readLine())
                    .contains("403");
        }
        assertThat(written).isEmpty();
    }

    @Test
    void shouldRefuseLabelsWhereOtherMachinesCanReachThePage() throws Exception {
        stop();
        start("0.0.0.0", Configuration.defaults(HttpTokens.class));

        HttpResponse<String> answer =
                put("{\"quality\":\"GOOD\"}", Map.of("X-Invigil-Console", "1", "Sec-Fetch-Site", "same-origin"));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("http.tokens.review");
        assertThat(written).isEmpty();
    }

    @Test
    void shouldTakeLabelsWithATokenOfTheRoleReview() throws Exception {
        stop();
        start("0.0.0.0", new HttpTokens(Optional.of(new Secret("a-token-of-review")), Optional.empty()));
        String good = "{\"quality\":\"GOOD\"}";

        assertThat(put(good, Map.of("X-Invigil-Console", "1")).statusCode()).isEqualTo(401);
        assertThat(written).isEmpty();
        assertThat(put(good, Map.of("X-Invigil-Console", "1", "Authorization", "Bearer a-token-of-review"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(written).hasSize(1);
    }

    @Test
    void shouldSayWhatIsWrongWithALabel() throws Exception {
        Map<String, String> own = Map.of("X-Invigil-Console", "1");
        assertThat(put("{}", own).body()).contains("quality is missing");
        assertThat(put("nonsense", own).statusCode()).isEqualTo(400);
        assertThat(put("{\"quality\":\"GOOD\",\"defect\":\"scratch\"}", own).body())
                .contains("GOOD part has no defect");
        assertThat(put("x".repeat(5000), own).statusCode()).isEqualTo(413);
        assertThat(written).isEmpty();
    }

    @Test
    void shouldWithdrawALabel() throws Exception {
        HttpResponse<String> answer = client.send(
                request("/console/labels/cam-1%2F7")
                        .header("X-Invigil-Console", "1")
                        .DELETE()
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(withdrawn).containsExactly("cam-1/7");
    }

    @Test
    void shouldAnswerFiguresSinceATime() throws Exception {
        line.verdict(Verdicts.of("a", "cam-1", Decision.REJECT), CLOCK.instant());

        JsonNode figures = JSON.readTree(
                get("/console/figures?since=2026-03-01T11%3A59%3A00Z").body());

        assertThat(figures.at("/cameras/0/counts/reject").asInt()).isEqualTo(1);
        assertThat(get("/console/figures?since=yesterday").statusCode()).isEqualTo(400);
        assertThat(get("/console/figures").statusCode()).isEqualTo(400);
        assertThat(get("/console/search?part=").statusCode()).isEqualTo(400);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> put(String body, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request = request("/console/labels/cam-1%2F7");
        headers.forEach(request::header);
        return client.send(
                request.PUT(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + path));
    }
}
