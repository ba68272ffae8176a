// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A small HTTP server that keeps the requests and answers as it was told, else 200. */
final class HttpReceiver implements AutoCloseable {
    /** A request, with its headers in lower case. */
    record Request(String method, String path, Map<String, String> headers, byte[] body) {}

    /** An answer. */
    record Answer(int status, Map<String, String> headers, String body) {}

    private final List<Request> accepted = new ArrayList<>();
    private final Queue<Answer> next = new ConcurrentLinkedQueue<>();
    private int port;
    private HttpServer server;

    HttpReceiver() throws IOException {
        up();
        port = server.getAddress().getPort();
    }

    String url() {
        return "http://localhost:" + port;
    }

    /** The next requests get these answers. */
    void answer(Answer answer) {
        next.add(answer);
    }

    void up() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    void down() {
        server.stop(0);
    }

    /** The requests that were answered 2xx. */
    synchronized List<Request> accepted() {
        return List.copyOf(accepted);
    }

    @Override
    public void close() {
        down();
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
        byte[] body = exchange.getRequestBody().readAllBytes();
        Answer answer = next.isEmpty() ? new Answer(200, Map.of(), "") : next.remove();
        answer.headers().forEach(exchange.getResponseHeaders()::add);
        byte[] said = answer.body().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        if (answer.status() < 300) {
            synchronized (this) {
                accepted.add(new Request(
                        exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body));
            }
        }
        exchange.sendResponseHeaders(answer.status(), said.length == 0 ? -1 : said.length);
        exchange.getResponseBody().write(said);
        exchange.close();
    }
}
