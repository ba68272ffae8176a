// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.http;

import com.sun.net.httpserver.HttpExchange;
import dev.invigil.ingest.frame.RefusalReason;
import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.http.RequestBody;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Reads request bodies of bounded size in bounded time. */
final class BodyReader implements AutoCloseable {

    private final DataSize maxFrame;
    private final Duration timeout;
    private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "ingest-watchdog");
        thread.setDaemon(true);
        return thread;
    });

    BodyReader(DataSize maxFrame, Duration timeout) {
        this.maxFrame = maxFrame;
        this.timeout = timeout;
    }

    /** What to reserve for the body: what the client declares, else the most it may send. */
    long declaredSize(HttpExchange exchange) {
        String declared = exchange.getRequestHeaders().getFirst("Content-Length");
        try {
            return declared == null ? maxFrame.bytes() : Math.min(maxFrame.bytes(), Long.parseLong(declared.strip()));
        } catch (NumberFormatException e) {
            return maxFrame.bytes();
        }
    }

    /** The whole body. */
    byte[] read(HttpExchange exchange) throws RefusedException {
        Optional<byte[]> body;
        ScheduledFuture<?> cutOff = cutOff(exchange);
        try {
            body = RequestBody.read(exchange, maxFrame);
        } catch (IOException e) {
            throw new RefusedException(Refusal.of(
                    400,
                    RefusalReason.INCOMPLETE,
                    "the body ended early or came too slowly",
                    "send it whole within " + timeout.toMillis() + " ms"));
        } finally {
            cutOff.cancel(false);
        }
        if (body.isEmpty()) {
            throw new RefusedException(Refusal.of(
                    413,
                    RefusalReason.TOO_LARGE,
                    "the body is larger than " + maxFrame,
                    "send a smaller picture, or raise topics.frame-limit"));
        }
        if (body.get().length == 0) {
            throw new RefusedException(Refusal.of(
                    400, RefusalReason.EMPTY, "the request has no body", "send the encoded image as the body"));
        }
        return body.get();
    }

    /** Reads what the client is still sending, so that it gets to read the answer; a body much too large is not worth it. */
    void drain(HttpExchange exchange) throws IOException {
        byte[] rest = new byte[1 << 16];
        long left = 2 * maxFrame.bytes();
        ScheduledFuture<?> cutOff = cutOff(exchange);
        try {
            int read = 0;
            while (read >= 0 && left > 0) {
                left -= read;
                read = exchange.getRequestBody().read(rest);
            }
            if (read >= 0) {
                exchange.getResponseHeaders().set("Connection", "close");
            }
        } finally {
            cutOff.cancel(false);
        }
    }

    /** Closes the connection when the time for the body is over, which ends the reading of it. */
    private ScheduledFuture<?> cutOff(HttpExchange exchange) {
        return watchdog.schedule(exchange::close, timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        watchdog.shutdownNow();
    }
}
