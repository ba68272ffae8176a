// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import dev.invigil.kit.http.ReadBody.Body;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;

/** Reads a body of bounded size in bounded time, without a thread that waits for it. */
final class BodyCollector {
    private final Content.Source source;
    private final long limit;
    private final boolean keep;
    private final Consumer<Body> then;
    private Future<?> timer;
    private byte[] bytes;
    private int size;
    private boolean done;

    /**
     * @param limit bytes, at most 2^31 − 2
     * @param declared the number of bytes that the client announced; negative when it did not
     * @param keep whether the bytes are wanted at all; if not, the body is given as empty
     * @param then called exactly once, from any thread; must not block
     */
    BodyCollector(Content.Source source, long limit, long declared, boolean keep, Consumer<Body> then) {
        this.source = source;
        this.limit = limit;
        this.keep = keep;
        this.then = then;
        this.bytes = new byte[keep ? (int) Math.min(limit, declared < 0 ? 8192 : declared) : 0];
    }

    void start(ScheduledExecutorService scheduler, Duration time) {
        synchronized (this) {
            timer = scheduler.schedule(
                    () -> finish(new Body.Incomplete("it did not arrive within " + time.toMillis() + " ms")),
                    time.toNanos(),
                    TimeUnit.NANOSECONDS);
        }
        read();
    }

    private void read() {
        Body end = null;
        synchronized (this) {
            while (!done && end == null) {
                Content.Chunk chunk = source.read();
                if (chunk == null) {
                    source.demand(this::read);
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    end = new Body.Incomplete(
                            "it ended early: " + chunk.getFailure().getMessage());
                } else {
                    end = taken(chunk);
                }
            }
        }
        if (end != null) {
            finish(end);
        }
    }

    private Body taken(Content.Chunk chunk) {
        try {
            ByteBuffer content = chunk.getByteBuffer();
            int more = content.remaining();
            if (size + (long) more > limit) {
                return new Body.TooLarge();
            }
            if (keep) {
                if (size + more > bytes.length) {
                    bytes = Arrays.copyOf(
                            bytes, (int) Math.min(limit, Math.max(2L * bytes.length, size + (long) more)));
                }
                content.get(bytes, size, more);
            }
            size += more;
            return chunk.isLast() ? new Body.Whole(keep ? Arrays.copyOf(bytes, size) : bytes) : null;
        } finally {
            chunk.release();
        }
    }

    private void finish(Body body) {
        synchronized (this) {
            if (done) {
                return;
            }
            done = true;
            timer.cancel(false);
            bytes = new byte[0];
        }
        then.accept(body);
    }
}
