// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.kit.config.Configuration;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may change something. The handlers count their calls: a refused request must not reach one. */
class AccessTest {
    private static final String TOKENS = "port: 0\ntokens: {review: '${file:%s}', admin: '${file:%s}'}\n";

    @TempDir
    private Path folder;

    private final AtomicInteger changes = new AtomicInteger();
    private HttpService http;

    @AfterEach
    void stop() throws InterruptedException {
        http.stop();
    }

    @ParameterizedTest
    @CsvSource({
        "/labels, none, 401",
        "/labels, wrong, 401",
        "/labels, reviewer, 200",
        "/labels, second-reviewer, 200",
        "/labels, boss, 200",
        "/runs, none, 401",
        "/runs, wrong, 401",
        "/runs, reviewer, 403",
        "/runs, boss, 200"
    })
    void shouldWantATokenOfTheRole(String path, String token, int status) throws IOException {
        start(tokens());

        String answer = post(path, token.equals("none") ? "" : "Authorization: bearer " + token + "\r\n");

        assertThat(answer).startsWith("HTTP/1.1 " + status);
        assertThat(answer.contains("WWW-Authenticate: Bearer")).isEqualTo(status == 401);
        assertThat(answer).doesNotContain("reviewer").doesNotContain("boss");
        assertThat(changes).hasValue(status == 200 ? 1 : 0);
    }

    /** The page of another site cannot know the token, so its origin does not matter. */
    @Test
    void shouldTakeATokenFromAnywhere() throws IOException {
        start(tokens());

        assertThat(post("/runs", "Authorization: Bearer boss\r\nOrigin: https://proxy.example\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void shouldRefuseARoleThatHasNoToken() throws IOException {
        start("port: 0\ntokens: {review: '${file:%s}'}\n".formatted(file("reviewer")));

        assertThat(post("/runs", "Authorization: Bearer reviewer\r\n"))
                .startsWith("HTTP/1.1 403")
                .contains("set http.tokens.admin");
        assertThat(changes).hasValue(0);
    }

    @Test
    void shouldAnswerReadersWithoutAToken() throws IOException {
        start(tokens());

        for (String path : new String[] {"/metrics", "/health/live", "/health/ready", "/labels"}) {
            assertThat(send("GET " + path, "localhost", "")).as(path).startsWith("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Origin: http://localhost:1\r\n",
                "Sec-Fetch-Site: same-origin\r\n",
                "Sec-Fetch-Site: none\r\n"
            })
    void shouldNeedNoTokenOnThisMachineWhenThereIsNone(String headers) throws IOException {
        start("port: 0");

        assertThat(send("POST /runs", "localhost:1", headers)).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: https://evil.example\r\n",
                "Origin: http://localhost:2\r\n",
                "Origin: null\r\n",
                "Origin: %\r\n",
                "Sec-Fetch-Site: cross-site\r\n",
                "Sec-Fetch-Site: same-site\r\n"
            })
    void shouldRefusePagesOfOtherSites(String headers) throws IOException {
        start("port: 0");

        assertThat(send("POST /runs", "localhost:1", headers))
                .startsWith("HTTP/1.1 403")
                .contains("another site");
        assertThat(changes).hasValue(0);
    }

    /** DNS rebinding: the name of the page's own site was pointed at this machine, so origin and host agree. */
    @ParameterizedTest
    @CsvSource({"evil.example:80, 403", "127.0.0.1:80, 200", "[::1]:80, 200", "trainer:9400, 200"})
    void shouldRefuseNamesOfTheInternet(String host, int status) throws IOException {
        start("port: 0");

        assertThat(send("POST /runs", host, "Origin: http://" + host + "\r\n")).startsWith("HTTP/1.1 " + status);
    }

    @Test
    void shouldChangeNothingForOtherMachinesWithoutTokens() throws IOException {
        start("port: 0\nhost: 0.0.0.0");

        assertThat(post("/runs", "")).startsWith("HTTP/1.1 403").contains("set http.tokens.admin");
        assertThat(post("/labels", "")).startsWith("HTTP/1.1 403").contains("set http.tokens.review");
        assertThat(send("GET /labels", "localhost", "")).startsWith("HTTP/1.1 200");
        assertThat(changes).hasValue(0);
    }

    private String tokens() throws IOException {
        return TOKENS.formatted(file("reviewer\nsecond-reviewer\n\n"), file("boss"));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "token", ""), text);
    }

    private void start(String yaml) throws IOException {
        Handler change = request -> {
            changes.incrementAndGet();
            return Response.text(200, "changed");
        };
        http = new HttpService(
                        Configuration.parse(yaml, "http", HttpConfig.class, Map.of()),
                        new PrometheusRegistry(),
                        new Health())
                .add(Route.post("/runs", change))
                .add(Route.post("/labels", change).requiring(Role.REVIEW))
                .add(Route.get("/labels", request -> Response.text(200, "labels")));
        http.start();
    }

    private String post(String path, String headers) throws IOException {
        return send("POST " + path, "localhost", headers);
    }

    /** By hand, since a client sets Host and Origin itself. */
    private String send(String request, String host, String headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
            socket.getOutputStream()
                    .write((request + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 0\r\nConnection: close\r\n"
                                    + headers + "\r\n")
                            .getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
