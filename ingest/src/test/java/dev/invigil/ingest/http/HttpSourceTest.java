// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.invigil.contracts.json.Json;
import dev.invigil.ingest.frame.RefusalReason;
import dev.invigil.ingest.frame.Sha256;
import dev.invigil.ingest.source.Draft;
import dev.invigil.ingest.source.FakeSink;
import dev.invigil.ingest.source.IngestMetrics;
import dev.invigil.ingest.source.Publication;
import dev.invigil.ingest.source.SourceConfig;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.config.DataSize;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSourceTest {

    private static final DataSize MAX_FRAME = DataSize.parse("64KiB");
    private static final byte[] PICTURE = "\u00ff\u00d8\u00ff picture".getBytes(StandardCharsets.ISO_8859_1);

    private final HttpClient client = HttpClient.newHttpClient();
    private final FakeSink sink = new FakeSink();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final IngestMetrics metrics = new IngestMetrics(registry);
    private final AtomicInteger ids = new AtomicInteger();
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private HttpSource source;

    @AfterEach
    void stop() throws Exception {
        while (!running.isEmpty()) {
            running.pop().close();
        }
    }

    @Test
    void shouldAnswerWithFrameIdAndSequenceWhenTheBrokerHasTheFrame() throws Exception {
        start("");
        HttpResponse<String> first = send(post("/cameras/cam%201/frames", PICTURE)
                .header("X-Part-Id", "4711")
                .header("X-Capture-Time", "2026-03-01T10:00:00+01:00"));
        HttpResponse<String> second = send(post("/cameras/cam%201/frames", PICTURE));

        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(body(first).get("frameId").asText()).isEqualTo("id-0");
        assertThat(body(first).get("camera").asText()).isEqualTo("cam 1");
        assertThat(body(first).get("sequence").asLong()).isZero();
        assertThat(body(second).get("sequence").asLong()).isEqualTo(1);
        Draft frame = sink.frames().get(0);
        assertThat(frame.camera()).isEqualTo("cam 1");
        assertThat(frame.partId()).contains("4711");
        assertThat(frame.productId()).isEqualTo("bottle");
        assertThat(frame.capturedAt()).isEqualTo(Instant.parse("2026-03-01T09:00:00Z"));
        assertThat(frame.digest()).isEqualTo(Sha256.of(PICTURE));
        assertThat(frame.image()).isEqualTo(PICTURE);
        assertThat(sink.frames().get(1).capturedAt()).isEqualTo(FakeSink.CLOCK.instant());
    }

    @Test
    void shouldMakeOneFrameOfARepeatedRequestAlsoAfterARestart() throws Exception {
        start("");
        HttpResponse<String> first = send(post("/cameras/a/frames", PICTURE).header("X-Frame-Id", "mine"));
        HttpResponse<String> again = send(post("/cameras/a/frames", PICTURE).header("X-Frame-Id", "mine"));
        stop();
        start("");
        HttpResponse<String> later = send(post("/cameras/a/frames", PICTURE).header("X-Frame-Id", "mine"));

        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(later.body()).isEqualTo(first.body());
        assertThat(sink.frames()).extracting(Draft::frameId).containsExactly("mine");
    }

    @Test
    void shouldRefuseAFrameIdThatWasUsedForAnotherPicture() throws Exception {
        start("");
        send(post("/cameras/a/frames", PICTURE).header("X-Frame-Id", "mine"));
        byte[] other = PICTURE.clone();
        other[5]++;

        refused(send(post("/cameras/a/frames", other).header("X-Frame-Id", "mine")), 409, "CONFLICT");
        refused(send(post("/cameras/b/frames", PICTURE).header("X-Frame-Id", "mine")), 409, "CONFLICT");
        assertThat(sink.frames()).hasSize(1);
    }

    @Test
    void shouldRefuseAFrameIdThatWasUsedForAnotherProductOrPart() throws Exception {
        start("");
        HttpRequest.Builder first =
                post("/cameras/a/frames", PICTURE).header("X-Frame-Id", "mine").header("X-Part-Id", "1");
        assertThat(send(first).statusCode()).isEqualTo(202);

        JsonNode part = refused(
                send(post("/cameras/a/frames", PICTURE)
                        .header("X-Frame-Id", "mine")
                        .header("X-Part-Id", "2")),
                409,
                "CONFLICT");
        assertThat(part.get("error").asText()).contains("different part");
        refused(send(post("/cameras/a/frames", PICTURE).header("X-Frame-Id", "mine")), 409, "CONFLICT");
        JsonNode product = refused(
                send(HttpRequest.newBuilder(uri("/cameras/a/frames"))
                        .header("X-Product-Id", "pill")
                        .header("X-Frame-Id", "mine")
                        .header("X-Part-Id", "1")
                        .POST(BodyPublishers.ofByteArray(PICTURE))),
                409,
                "CONFLICT");
        assertThat(product.get("error").asText()).contains("different product");
        assertThat(send(first).statusCode()).isEqualTo(202);
        assertThat(sink.frames()).hasSize(1);
    }

    @Test
    void shouldSayThatABodyEndedEarly() throws Exception {
        start("");
        try (Socket early = new Socket(InetAddress.getLoopbackAddress(), port())) {
            early.getOutputStream()
                    .write(("POST /cameras/a/frames HTTP/1.1\r\nHost: x\r\nX-Product-Id: p\r\n"
                                    + "Content-Length: 1000\r\n\r\nbegin")
                            .getBytes(StandardCharsets.US_ASCII));
            early.shutdownOutput();
            assertThat(readToEnd(early)).startsWith("HTTP/1.1 400").contains("INCOMPLETE");
        }
        await().until(() -> source.freeBuffer() >= 64);
        assertThat(sink.frames()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image/jpg",
                "image/pjpeg",
                "image/tif",
                "image/x-bmp",
                "image/anything",
                "application/octet-stream",
                "binary/octet-stream",
                "application/x-www-form-urlencoded",
                "Image/JPEG; charset=binary"
            })
    void shouldTakeAnImageWhateverItsContentType(String type) throws Exception {
        start("");
        HttpResponse<String> response = send(HttpRequest.newBuilder(uri("/cameras/a/frames"))
                .header("X-Product-Id", "bottle")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(PICTURE)));

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(sink.frames()).extracting(Draft::contentType).containsExactly("image/jpeg");
    }

    @Test
    void shouldTakeComposedAndDecomposedLettersForTheSameName() throws Exception {
        start("");
        send("/cameras/T%C3%BCr/frames", "T\u00fcr");
        send("/cameras/Tu%CC%88r/frames", "Tu\u0308r");

        assertThat(sink.frames()).extracting(Draft::camera).containsExactly("T\u00fcr", "T\u00fcr");
        assertThat(sink.frames()).extracting(Draft::productId).containsExactly("T\u00fcr", "T\u00fcr");
    }

    @Test
    void shouldRefuseAHeaderThatIsNotUtf8() throws Exception {
        start("");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            String head = "POST /cameras/a/frames HTTP/1.1\r\nHost: x\r\nX-Product-Id: T\u00fcr\r\n"
                    + "Connection: close\r\nContent-Length: 5\r\n\r\nbegin";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(readToEnd(socket)).startsWith("HTTP/1.1 400").contains("INVALID_NAME");
        }
        assertThat(sink.frames()).isEmpty();
    }

    @Test
    void shouldAnswerWhyNothingCanBeTaken() throws Exception {
        start("");
        sink.unavailable(Optional.of(new Publication.NotSent(RefusalReason.DISK_FULL, "the disk is nearly full")));

        HttpResponse<String> refused = send(post("/cameras/a/frames", PICTURE));
        refused(refused, 503, "DISK_FULL");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        sink.unavailable(Optional.empty());
        assertThat(send(post("/cameras/a/frames", PICTURE)).statusCode()).isEqualTo(202);
    }

    @Test
    void shouldTakeFramesWhileFiftyClientsTrickleTheirHeadersAndBodies() throws Exception {
        start("threads: 1\nbuffer: 64MiB");
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
                slow.add(socket);
                String head = "POST /cameras/a/frames HTTP/1.1\r\nHost: x\r\nX-Product-Id: p\r\n"
                        + (i % 2 == 0 ? "X-Slow: a" : "Content-Length: 1000\r\n\r\nbegin");
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            }
            for (int i = 0; i < 5; i++) {
                assertThat(send(post("/cameras/a/frames", PICTURE)).statusCode())
                        .isEqualTo(202);
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void shouldSayThatItIsStarting() throws Exception {
        start("");
        assertThat(source.problem()).isEmpty();
        HttpSource latent = new HttpSource(
                Configuration.parse("port: 0", "test", HttpSourceConfig.class, Map.of()),
                new SourceConfig.Surroundings(
                        "line-1",
                        MAX_FRAME,
                        sink,
                        new IngestMetrics(new PrometheusRegistry()),
                        FakeSink.CLOCK,
                        (name, cause) -> {}),
                () -> "id");
        assertThat(latent.problem()).hasValueSatisfying(text -> assertThat(text).startsWith("starting: "));
    }

    @Test
    void shouldForgetTheOldestFrameIds() throws Exception {
        start("remember-ids: 2");
        for (int i = 0; i < 6; i++) {
            send(post("/cameras/a/frames", PICTURE).header("X-Frame-Id", "f" + i));
        }
        assertThat(send(post("/cameras/a/frames", PICTURE).header("X-Frame-Id", "f0"))
                        .statusCode())
                .isEqualTo(202);
        send(post("/cameras/a/frames", PICTURE).header("X-Frame-Id", "f5"));

        assertThat(sink.frames()).extracting(Draft::frameId).containsExactly("f0", "f1", "f2", "f3", "f4", "f5", "f0");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /cameras/a/frames, X-None,         x,                     400, BAD_REQUEST,   X-Product-Id",
        "POST, /cameras/a/frames, X-Capture-Time, yesterday,             400, BAD_REQUEST,   RFC 3339",
        "POST, /cameras/a/frames, X-Capture-Time, 2400-01-01T00:00:00Z,  400, BAD_REQUEST,   1970 to 2199",
        "POST, /cameras/a/frames, X-Capture-Time, 1969-12-31T23:59:59Z,  400, BAD_REQUEST,   1970 to 2199",
        "POST, /cameras/a/frames, X-Capture-Time, +10000-01-01T00:00:00Z,400, BAD_REQUEST,   1970 to 2199",
        "POST, /cameras/a/frames, Content-Type,   multipart/form-data,   415, NOT_AN_IMAGE,  without a form",
        "POST, /cameras/a/frames, X-Part-Id,      ..,                    400, INVALID_NAME,  not . or ..",
        "POST, /cameras/%2e%2e/frames, X-None,    x,                     400, INVALID_NAME,  not . or ..",
        "POST, /cameras/a%FF/frames, X-None,      x,                     400, INVALID_NAME,  UTF-8",
        "POST, /cameras/a%07/frames, X-None,      x,                     400, INVALID_NAME,  control",
        "POST, /cameras/a%E2%80%AEb/frames, X-None, x,                   400, INVALID_NAME,  direction",
        "POST, /cameras/a%2Fb/frames, X-None,     x,                     400, INVALID_NAME,  slash",
        "POST, /cameras//frames,  X-None,         x,                     404, BAD_REQUEST,   /cameras/CAMERA/frames",
        "POST, /elsewhere,        X-None,         x,                     404, BAD_REQUEST,   /cameras/CAMERA/frames",
        "GET,  /cameras/a/frames, X-None,         x,                     405, BAD_REQUEST,   POST",
        "PUT,  /cameras/a/frames, X-None,         x,                     405, BAD_REQUEST,   POST",
    })
    void shouldRefuseAWrongRequestWithARemedy(
            String method, String path, String header, String value, int status, String reason, String remedy)
            throws Exception {
        start("");
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .header(header, value)
                .method(method, BodyPublishers.ofByteArray(PICTURE));
        if (!header.equals("X-None")) {
            request.header("X-Product-Id", "bottle");
        }
        JsonNode body = refused(send(request), status, reason);
        assertThat(body.get("error").asText() + body.get("remedy").asText()).contains(remedy);
        assertThat(sink.frames()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /cameras/a%00b/frames HTTP/1.1\r\nHost: x",
                "POST /cameras/a%/frames HTTP/1.1\r\nHost: x",
                "POST /cameras/a%zz/frames HTTP/1.1\r\nHost: x",
                "POST /cameras/a%2/frames HTTP/1.1\r\nHost: x",
                "POST /cameras/a%u0041/frames HTTP/1.1\r\nHost: x",
                "POST /cameras/../frames HTTP/1.1\r\nHost: x",
                "POST /cameras/a\u0007/frames HTTP/1.1\r\nHost: x",
                "POST /cameras/a/frames HTTP/1.1",
                "POST /cameras/a/frames HTTP/7.3\r\nHost: x",
                "POST  HTTP/1.1\r\nHost: x",
                "POST /cameras/a/frames HTTP/1.1\r\nHost: x\r\nContent-Length: many",
                "nonsense"
            })
    void shouldRefuseWithReasonAndRemedyWhatIsNotHttp(String head) throws Exception {
        start("");
        JsonNode body = raw(head + "\r\nX-Product-Id: p\r\nConnection: close\r\n\r\n");

        assertThat(body.get("reason").asText()).isIn("BAD_REQUEST", "INVALID_NAME");
        assertThat(body.get("error").asText()).isNotBlank();
        assertThat(body.get("remedy").asText()).isNotBlank();
        assertThat(sink.frames()).isEmpty();
    }

    @Test
    void shouldRefuseWithReasonAndRemedyHeadersThatAreTooLarge() throws Exception {
        start("limits: {header-size: 1KiB}");
        JsonNode body = raw("POST /cameras/a/frames HTTP/1.1\r\nHost: x\r\nX-Long: " + "x".repeat(2000) + "\r\n\r\n");

        assertThat(body.get("reason").asText()).isEqualTo("BAD_REQUEST");
        assertThat(body.get("error").asText()).contains("larger than 1KiB");
        assertThat(body.get("remedy").asText()).contains("limits.header-size");
    }

    @Test
    void shouldRefuseWithReasonAndRemedyWhatExceedsALimitOfTheServer() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        sink.hold(gate);
        start("limits: {requests: 1}");
        int all = source.freeBuffer();
        CompletableFuture<HttpResponse<String>> first =
                client.sendAsync(post("/cameras/a/frames", PICTURE).build(), HttpResponse.BodyHandlers.ofString());
        await().until(() -> source.freeBuffer() < all);
        HttpResponse<String> second = send(post("/cameras/a/frames", PICTURE));
        gate.complete(null);

        refused(second, 503, "BUSY");
        assertThat(second.headers().firstValue("Retry-After")).contains("1");
        assertThat(first.get().statusCode()).isEqualTo(202);
    }

    @Test
    void shouldRefuseBodiesThatAreNoPicture() throws Exception {
        start("");
        refused(send(post("/cameras/a/frames", new byte[0])), 400, "EMPTY");
        refused(send(post("/cameras/a/frames", "text".getBytes(StandardCharsets.UTF_8))), 415, "NOT_AN_IMAGE");
        assertThat(sink.frames()).isEmpty();
    }

    @Test
    void shouldRefuseBodiesThatAreTooLargeDeclaredOrNot() throws Exception {
        start("");
        byte[] large = new byte[(int) MAX_FRAME.bytes() + 1];
        refused(send(post("/cameras/a/frames", large)), 413, "TOO_LARGE");
        BodyPublisher chunked = BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(large));
        refused(
                send(HttpRequest.newBuilder(uri("/cameras/a/frames"))
                        .header("X-Product-Id", "bottle")
                        .POST(chunked)),
                413,
                "TOO_LARGE");
        assertThat(sink.frames()).isEmpty();
    }

    @Test
    void shouldWantTheTokenWhenThereIsOne() throws Exception {
        start("token: ${env:TOKEN}");
        HttpResponse<String> without = send(post("/cameras/a/frames", PICTURE));
        refused(without, 401, "UNAUTHORIZED");
        assertThat(without.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        refused(send(post("/cameras/a/frames", PICTURE).header("Authorization", "Bearer wrong")), 401, "UNAUTHORIZED");
        assertThat(send(post("/cameras/a/frames", PICTURE).header("Authorization", "Bearer secret"))
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void shouldTakeFramesOfListedCamerasOnly() throws Exception {
        start("cameras: [a]");
        refused(send(post("/cameras/b/frames", PICTURE)), 404, "INVALID_NAME");
        assertThat(send(post("/cameras/a/frames", PICTURE)).statusCode()).isEqualTo(202);
    }

    @Test
    void shouldAskToComeBackWhenTheBrokerIsAwayAndTakeTheRepetitionOnce() throws Exception {
        start("");
        assertThat(send(post("/cameras/a/frames", PICTURE).header("X-Frame-Id", "f0"))
                        .statusCode())
                .isEqualTo(202);
        sink.failNext(RefusalReason.BROKER_AWAY);
        HttpResponse<String> lost = send(post("/cameras/a/frames", PICTURE).header("X-Frame-Id", "f1"));
        refused(lost, 503, "BROKER_AWAY");
        assertThat(lost.headers().firstValue("Retry-After")).contains("1");
        assertThat(send(post("/cameras/a/frames", PICTURE).header("X-Frame-Id", "f1"))
                        .statusCode())
                .isEqualTo(202);

        assertThat(sink.frames()).extracting(Draft::frameId).containsExactly("f0", "f1");
    }

    @Test
    void shouldNotWaitForeverForTheBroker() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        sink.hold(gate);
        start("ack-timeout: 50ms");
        refused(send(post("/cameras/a/frames", PICTURE).header("X-Frame-Id", "f0")), 503, "BROKER_AWAY");
        gate.complete(null);
        HttpResponse<String> again = send(post("/cameras/a/frames", PICTURE).header("X-Frame-Id", "f0"));

        assertThat(again.statusCode()).isIn(202, 503);
        await().until(() -> sink.frames().size() == 1);
    }

    @Test
    void shouldAskToComeBackWhenTheBufferIsFull() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        sink.hold(gate);
        start("buffer: 64KiB");
        byte[] halfOfIt = new byte[40 << 10];
        System.arraycopy(PICTURE, 0, halfOfIt, 0, PICTURE.length);
        CompletableFuture<HttpResponse<String>> first =
                client.sendAsync(post("/cameras/a/frames", halfOfIt).build(), HttpResponse.BodyHandlers.ofString());
        await().until(() -> source.freeBuffer() < 40);
        refused(send(post("/cameras/a/frames", halfOfIt)), 503, "BUSY");
        gate.complete(null);

        assertThat(first.get().statusCode()).isEqualTo(202);
        await().until(() -> source.freeBuffer() >= 64);
    }

    @Test
    void shouldCutOffAClientThatStopsInTheMiddleOfItsBody() throws Exception {
        start("body-timeout: 100ms\nthreads: 1");
        try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), port())) {
            slow.getOutputStream()
                    .write(("POST /cameras/a/frames HTTP/1.1\r\nHost: x\r\nX-Product-Id: p\r\n"
                                    + "Content-Length: 1000\r\n\r\nbegin")
                            .getBytes(StandardCharsets.US_ASCII));
            slow.getOutputStream().flush();
            assertThat(readToEnd(slow)).startsWith("HTTP/1.1 400").contains("INCOMPLETE");
        }
        assertThat(send(post("/cameras/a/frames", PICTURE)).statusCode()).isEqualTo(202);
    }

    private void start(String settings) throws Exception {
        HttpSourceConfig config =
                Configuration.parse("port: 0\n" + settings, "test", HttpSourceConfig.class, Map.of("TOKEN", "secret"));
        source = new HttpSource(
                config,
                new SourceConfig.Surroundings("line-1", MAX_FRAME, sink, metrics, FakeSink.CLOCK, (name, cause) -> {
                    throw new AssertionError(cause);
                }),
                () -> "id-" + ids.getAndIncrement());
        source.start();
        running.push(source::stop);
    }

    private int port() {
        return source.port().orElseThrow();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    private HttpRequest.Builder post(String path, byte[] body) {
        return HttpRequest.newBuilder(uri(path))
                .header("X-Product-Id", "bottle")
                .header("Content-Type", "image/jpeg")
                .POST(BodyPublishers.ofByteArray(body));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** With a product that is not ASCII, which Java's own client does not send. */
    private void send(String path, String product) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.getOutputStream()
                    .write(("POST " + path + " HTTP/1.1\r\nHost: x\r\nX-Product-Id: " + product
                                    + "\r\nConnection: close\r\nContent-Length: " + PICTURE.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(PICTURE);
            assertThat(readToEnd(socket)).startsWith("HTTP/1.1 202");
        }
    }

    /** The body of the answer to a request that Java's own client does not send. */
    private JsonNode raw(String head) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            String answer = readToEnd(socket);
            assertThat(answer).matches(Pattern.compile("HTTP/1.1 (4\\d\\d|505) .*", Pattern.DOTALL));
            return Json.mapper().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
        }
    }

    private static JsonNode refused(HttpResponse<String> response, int status, String reason) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode body = body(response);
        assertThat(body.get("reason").asText()).isEqualTo(reason);
        assertThat(body.get("error").asText()).isNotBlank();
        assertThat(body.get("remedy").asText()).isNotBlank();
        return body;
    }

    private static JsonNode body(HttpResponse<String> response) throws IOException {
        return Json.mapper().readTree(response.body());
    }

    private static String readToEnd(Socket socket) {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "cut off: " + e.getMessage();
        }
    }
}
