// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.config.DataSize;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each limit against real sockets. */
class HttpLimitsTest {
    private static final HttpTokens NO_TOKENS = Configuration.defaults(HttpTokens.class);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final DataSize HEAD = new DataSize(4 << 10);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private HttpService http;

    @AfterEach
    void close() throws Exception {
        gate.countDown();
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    @Test
    void shouldServeOthersWhileFiftyClientsTrickleTheirHeaders() throws Exception {
        start(limits(512, 128, 256, LONG, LONG, LONG), 1);
        List<Socket> slow = sockets(50, "POST /echo HTTP/1.1\r\nHost: x\r\nX-Slow: ");
        for (Socket socket : slow) {
            send(socket, "a");
        }

        assertThat(ask("GET /health/live HTTP/1.1")).startsWith("HTTP/1.1 200");
        assertThat(ask("GET /metrics HTTP/1.1")).startsWith("HTTP/1.1 200");
        assertThat(post("12345678")).startsWith("HTTP/1.1 200");
    }

    @Test
    void shouldEndAHeadThatDoesNotComeInTimeHoweverItTrickles() throws Exception {
        start(limits(512, 128, 256, SHORT, LONG, LONG), 1);
        Socket slow = socket();
        send(slow, "GET /health/live HTTP/1.1\r\nHost: x\r\nX-Slow: ");
        int sent = 0;
        try {
            // bounded: one byte each 20 ms would postpone an idle timeout permanently
            while (sent < 3000 && slow.getInputStream().available() == 0) {
                send(slow, "a");
                sent++;
                slow.setSoTimeout(20);
                if (readOrTimeout(slow) < 0) {
                    break;
                }
            }
        } catch (IOException e) {
            // the server has closed the connection
        }
        assertThat(sent).isLessThan(3000);
        await().until(() -> http.connections() == 0);
    }

    @Test
    void shouldCloseIdleConnectionsAfterTheirTime() throws Exception {
        start(limits(512, 128, 256, LONG, SHORT, LONG), 1);
        Socket idle = socket();
        assertThat(idle.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void shouldAnswerTheNinthWhenNineSocketsSitOnHealth() throws Exception {
        start(limits(512, 128, 256, LONG, LONG, LONG), 1);
        sockets(9, "GET /health/live HTTP/1.1\r\nHost: x\r\n");

        assertThat(ask("GET /health/live HTTP/1.1")).startsWith("HTTP/1.1 200");
    }

    @Test
    void shouldServeOthersWhileSixHundredConnectionsAreIdle() throws Exception {
        start(limits(512, 512, 256, LONG, LONG, LONG), 1);
        sockets(600, "");
        await().until(() -> http.connections() >= 500);

        for (int i = 0; i < 20; i++) {
            assertThat(ask("GET /health/live HTTP/1.1")).startsWith("HTTP/1.1 200");
            assertThat(post("12345678")).startsWith("HTTP/1.1 200");
        }
        assertThat(http.connections()).isLessThanOrEqualTo(512);
    }

    @Test
    void shouldServeOtherAddressesWhenOneHoldsAllItMay() throws Exception {
        start(limits(20, 5, 256, LONG, LONG, LONG), 8);
        List<Socket> busy = sockets(5, "GET /blocked HTTP/1.1\r\nHost: x\r\n\r\n");
        await().until(() -> http.connections() == 5);

        String refused = askUntil("HTTP/1.1 429");
        assertThat(refused).contains("Retry-After: 1");
        assertThat(askFrom("127.0.0.2", "GET /health/live HTTP/1.1")).startsWith("HTTP/1.1 200");
        gate.countDown();
        for (Socket socket : busy) {
            assertThat(readAll(socket)).startsWith("HTTP/1.1 200");
        }
        assertThat(ask("GET /health/live HTTP/1.1")).startsWith("HTTP/1.1 200");
    }

    @Test
    void shouldAskToComeBackWhenAllConnectionsAreBusy() throws Exception {
        start(limits(5, 5, 256, LONG, LONG, LONG), 8);
        sockets(5, "GET /blocked HTTP/1.1\r\nHost: x\r\n\r\n");
        await().until(() -> http.connections() == 5);

        assertThat(askFrom("127.0.0.2", "GET /health/live HTTP/1.1"))
                .startsWith("HTTP/1.1 503")
                .contains("Retry-After: 1");
    }

    @Test
    void shouldAnswerHealthAndMetricsWhileEveryHandlerIsBlocked() throws Exception {
        start(limits(512, 128, 4, LONG, LONG, LONG), 2);
        List<Socket> blocked = sockets(4, "GET /blocked HTTP/1.1\r\nHost: x\r\n\r\n");
        String refused = askUntilRefused();

        assertThat(refused).startsWith("HTTP/1.1 503").contains("Retry-After: 1");
        assertThat(ask("GET /health/ready HTTP/1.1")).startsWith("HTTP/1.1 200");
        assertThat(ask("GET /metrics HTTP/1.1")).startsWith("HTTP/1.1 200");
        gate.countDown();
        for (Socket socket : blocked) {
            assertThat(readAll(socket)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void shouldRefuseAHeadThatIsTooLarge() throws Exception {
        start(limits(512, 128, 256, LONG, LONG, LONG), 1);
        assertThat(ask("GET /health/live HTTP/1.1\r\nX-Large: " + "a".repeat((int) HEAD.bytes())))
                .startsWith("HTTP/1.1 431");
    }

    @Test
    void shouldLimitTheTimeOfABodyThatTricklesAndHoldNoThreadMeanwhile() throws Exception {
        start(limits(512, 128, 256, LONG, LONG, LONG), 1);
        Socket slow = socket();
        send(slow, "POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\n1");
        Socket silent = socket();
        send(silent, "POST /patient HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\n1");

        assertThat(post("12345678")).startsWith("HTTP/1.1 200");
        assertThat(readAll(slow)).startsWith("HTTP/1.1 400").contains("did not arrive within");
    }

    @Test
    void shouldSayThatABodyEndedEarly() throws Exception {
        start(limits(512, 128, 256, LONG, LONG, LONG), 1);
        Socket early = socket();
        send(early, "POST /patient HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\n1234");
        early.shutdownOutput();

        assertThat(readAll(early)).startsWith("HTTP/1.1 400").contains("ended early");
    }

    @Test
    void shouldCloseAClientThatDoesNotReadItsAnswer() throws Exception {
        start(limits(512, 128, 256, LONG, LONG, SHORT), 1);
        Socket deaf = socket();
        send(deaf, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");

        await().until(() -> http.connections() == 0);
    }

    @Test
    void shouldServeManyRequestsOnOneConnection() throws Exception {
        start(limits(512, 128, 256, LONG, LONG, LONG), 1);
        Socket one = socket();
        for (int i = 0; i < 3; i++) {
            send(one, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n1234");
            assertThat(readSome(one)).startsWith("HTTP/1.1 200");
        }
        assertThat(http.connections()).isEqualTo(1);
    }

    private static HttpLimits limits(
            int connections, int perAddress, int requests, Duration header, Duration idle, Duration answer) {
        return new HttpLimits(connections, perAddress, requests, HEAD, header, idle, answer);
    }

    private void start(HttpLimits limits, int threads) throws IOException {
        http = new HttpService(
                new HttpConfig("127.0.0.1", 0, threads, limits, NO_TOKENS),
                new PrometheusRegistry(),
                new Health().addReady("r", java.util.Optional::empty));
        http.add(body("/echo", LONG))
                .add(body("/slow", SHORT))
                .add(body("/patient", LONG))
                .add(Route.get("/large", request -> Response.of(200, "text/plain", new byte[64 << 20])))
                .add(Route.get("/blocked", request -> {
                    gate.await();
                    return Response.text(200, "free\n").with("Connection", "close");
                }));
        http.start();
        open.push(http::stop);
    }

    private static Route body(String path, Duration time) {
        return Route.post(
                path,
                request -> new ReadBody(new DataSize(8), time, body -> {
                    if (body instanceof ReadBody.Body.Incomplete incomplete) {
                        return Response.text(400, incomplete.cause());
                    }
                    return body instanceof ReadBody.Body.Whole whole
                            ? Response.of(200, "text/plain", whole.bytes())
                            : Response.text(413, "too large");
                }));
    }

    private Socket socket() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port());
        open.push(socket);
        return socket;
    }

    private List<Socket> sockets(int count, String first) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Socket socket = socket();
            send(socket, first);
            sockets.add(socket);
        }
        return sockets;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        socket.getOutputStream().flush();
    }

    private String ask(String head) throws IOException {
        return askFrom("127.0.0.1", head);
    }

    private String askFrom(String address, String head) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(address, 0));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), http.port()));
            send(socket, head + "\r\nHost: x\r\nConnection: close\r\n\r\n");
            return readAll(socket);
        }
    }

    private String post(String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
            send(
                    socket,
                    "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " + body.length()
                            + "\r\n\r\n" + body);
            return readAll(socket);
        }
    }

    /** The blocked requests may still be on their way. */
    private String askUntil(String start) {
        return await().until(() -> ask("GET /health/live HTTP/1.1"), answer -> answer.startsWith(start));
    }

    private String askUntilRefused() {
        return await().until(() -> ask("GET /large HTTP/1.1"), answer -> answer.startsWith("HTTP/1.1 503"));
    }

    private static int readOrTimeout(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (java.net.SocketTimeoutException e) {
            return 0;
        }
    }

    private static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }

    private static String readSome(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // the body is four bytes behind an empty line
        while (!bytes.toString(US_ASCII).endsWith("\r\n\r\n1234")) {
            bytes.write(in.read());
        }
        return bytes.toString(US_ASCII);
    }
}
