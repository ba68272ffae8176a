// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.backbone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Serves one file on this machine, well or badly, and remembers which ranges it was asked for. */
final class FileServer implements AutoCloseable {
    private final HttpServer server;
    private final List<String> ranges = new CopyOnWriteArrayList<>();
    private volatile byte[] content;
    private volatile int status = 200;
    private volatile boolean knowsRanges = true;
    private volatile int breaksAfter = Integer.MAX_VALUE;

    FileServer(byte[] content) throws IOException {
        this.content = content;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/old/", exchange -> {
            exchange.getResponseHeaders().add("Location", "/file/weights.pth");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/file/", this::serve);
        server.start();
    }

    URI url(String path) {
        return URI.create("http://localhost:" + server.getAddress().getPort() + path);
    }

    /** The {@code Range} headers of all requests so far; "all" for one without. */
    List<String> ranges() {
        return ranges;
    }

    void answer(int code) {
        this.status = code;
    }

    void serve(byte[] other) {
        this.content = other;
    }

    void ignoreRanges() {
        this.knowsRanges = false;
    }

    /** From now on each answer ends after so many bytes; the connection breaks there. */
    void breakAfter(int bytes) {
        this.breaksAfter = bytes;
    }

    private void serve(HttpExchange exchange) throws IOException {
        Optional<String> range =
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"));
        ranges.add(range.orElse("all"));
        if (status != 200) {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
            return;
        }
        int start = knowsRanges
                ? range.map(text -> Integer.parseInt(text.replaceAll("\\D", "")))
                        .orElse(0)
                : 0;
        if (start >= content.length) {
            exchange.sendResponseHeaders(416, -1);
            exchange.close();
            return;
        }
        if (start > 0) {
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes %d-%d/%d".formatted(start, content.length - 1, content.length));
        }
        int length = content.length - start;
        exchange.sendResponseHeaders(start > 0 ? 206 : 200, length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(content, start, Math.min(length, breaksAfter));
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
