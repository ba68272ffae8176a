// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.json.Json;
import dev.invigil.ingest.frame.Sha256;
import dev.invigil.ingest.publish.FakeBroker;
import dev.invigil.ingest.publish.FakeBroker.Commit;
import dev.invigil.ingest.publish.Publisher;
import dev.invigil.ingest.source.IngestMetrics;
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
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpSourceTest {

    private static final DataSize MAX_FRAME = DataSize.parse("64KiB");
    private static final byte[] PICTURE = "\u00ff\u00d8\u00ff picture".getBytes(StandardCharsets.ISO_8859_1);

    private final HttpClient client = HttpClient.newHttpClient();
    private final FakeBroker broker = new FakeBroker();
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
        Frame frame = broker.frames().get(0);
        assertThat(frame.camera()).isEqualTo("cam 1");
        assertThat(frame.partId()).contains("4711");
        assertThat(frame.productId()).isEqualTo("bottle");
        assertThat(frame.capturedAt()).isEqualTo(Instant.parse("2026-03-01T09:00:00Z"));
        assertThat(frame.digest()).contains(Sha256.of(PICTURE));
        assertThat(frame.image()).isEqualTo(PICTURE);
        assertThat(broker.frames().get(1).capturedAt()).isEqualTo(FakeBroker.CLOCK.instant());
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
        assertThat(broker.frames()).extracting(Frame::id).containsExactly("mine");
    }

    @Test
    void shouldRefuseAFrameIdThatWasUsedForAnotherPicture() throws Exception {
        start("");
        send(post("/cameras/a/frames", PICTURE).header("X-Frame-Id", "mine"));
        byte[] other = PICTURE.clone();
        other[5]++;

        refused(send(post("/cameras/a/frames", other).header("X-Frame-Id", "mine")), 409, "CONFLICT");
        refused(send(post("/cameras/b/frames", PICTURE).header("X-Frame-Id", "mine")), 409, "CONFLICT");
        assertThat(broker.frames()).hasSize(1);
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

        assertThat(broker.frames()).extracting(Frame::id).containsExactly("f0", "f1", "f2", "f3", "f4", "f5", "f0");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /cameras/a/frames, X-None,         x,                     400, BAD_REQUEST,   X-Product-Id",
        "POST, /cameras/a/frames, X-Capture-Time, yesterday,             400, BAD_REQUEST,   RFC 3339",
        "POST, /cameras/a/frames, Content-Type,   multipart/form-data,   415, NOT_AN_IMAGE,  no form",
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
        assertThat(broker.frames()).isEmpty();
    }

    @Test
    void shouldRefuseBodiesThatAreNoPicture() throws Exception {
        start("");
        refused(send(post("/cameras/a/frames", new byte[0])), 400, "EMPTY");
        refused(send(post("/cameras/a/frames", "text".getBytes(StandardCharsets.UTF_8))), 415, "NOT_AN_IMAGE");
        assertThat(broker.frames()).isEmpty();
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
        assertThat(broker.frames()).isEmpty();
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
        broker.then(Commit.ANSWER_LOST, Commit.LOST);
        Publisher publisher = start("");
        assertThat(send(post("/cameras/a/frames", PICTURE).header("X-Frame-Id", "f0"))
                        .statusCode())
                .isEqualTo(202);
        await().until(publisher::ready);
        HttpResponse<String> lost = send(post("/cameras/a/frames", PICTURE).header("X-Frame-Id", "f1"));
        refused(lost, 503, "BROKER_AWAY");
        assertThat(lost.headers().firstValue("Retry-After")).contains("1");
        await().until(publisher::ready);
        assertThat(send(post("/cameras/a/frames", PICTURE).header("X-Frame-Id", "f1"))
                        .statusCode())
                .isEqualTo(202);

        assertThat(broker.frames()).extracting(Frame::id).containsExactly("f0", "f1");
    }

    @Test
    void shouldNotWaitForeverForTheBroker() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        broker.hold(gate);
        start("ack-timeout: 50ms");
        refused(send(post("/cameras/a/frames", PICTURE).header("X-Frame-Id", "f0")), 503, "BROKER_AWAY");
        gate.complete(null);
        HttpResponse<String> again = send(post("/cameras/a/frames", PICTURE).header("X-Frame-Id", "f0"));

        assertThat(again.statusCode()).isIn(202, 503);
        await().until(() -> broker.frames().size() == 1);
    }

    @Test
    void shouldAskToComeBackWhenTheBufferIsFull() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        broker.hold(gate);
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
        try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), source.port())) {
            slow.getOutputStream()
                    .write(("POST /cameras/a/frames HTTP/1.1\r\nHost: x\r\nX-Product-Id: p\r\n"
                                    + "Content-Length: 1000\r\n\r\nbegin")
                            .getBytes(StandardCharsets.US_ASCII));
            slow.getOutputStream().flush();
            assertThat(readToEnd(slow)).doesNotContain("202");
        }
        assertThat(send(post("/cameras/a/frames", PICTURE)).statusCode()).isEqualTo(202);
    }

    private Publisher start(String settings) throws Exception {
        Publisher publisher = broker.newProcess();
        publisher.start();
        running.push(publisher::stop);
        await().until(publisher::ready);
        HttpSourceConfig config =
                Configuration.parse("port: 0\n" + settings, "test", HttpSourceConfig.class, Map.of("TOKEN", "secret"));
        source = new HttpSource(
                config,
                MAX_FRAME,
                publisher,
                new IngestMetrics(new PrometheusRegistry()),
                FakeBroker.CLOCK,
                () -> "id-" + ids.getAndIncrement());
        source.start();
        running.push(source::stop);
        return publisher;
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + source.port() + path);
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
