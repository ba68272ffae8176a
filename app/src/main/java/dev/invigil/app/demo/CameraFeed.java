// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import dev.invigil.app.sampleline.SampleLine;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.lifecycle.FailureListener;
import dev.invigil.kit.lifecycle.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Simulates one camera: takes the images of the script at a steady rate and posts them to ingest over HTTP. */
final class CameraFeed implements Service {
    private static final int ATTEMPTS = 20;

    private final int camera;
    private final Script script;
    private final SampleLine line;
    private final long frames;
    private final Duration interval;
    private final Supplier<URI> ingest;
    private final Runnable lampMoved;
    private final FailureListener failures;
    private final Map<String, Shot> sent = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private volatile boolean finishing;
    private Thread thread;

    /**
     * @param frames how many to send; {@link Long#MAX_VALUE} for no end
     * @param interval from one shot to the next, at least
     * @param ingest where the HTTP source listens; asked after the start
     * @param lampMoved called before the first shot under a lamp that was moved
     */
    CameraFeed(
            int camera,
            Script script,
            SampleLine line,
            long frames,
            Duration interval,
            Supplier<URI> ingest,
            Runnable lampMoved,
            FailureListener failures) {
        this.camera = camera;
        this.script = script;
        this.line = line;
        this.frames = frames;
        this.interval = interval;
        this.ingest = ingest;
        this.lampMoved = lampMoved;
        this.failures = failures;
    }

    @Override
    public String name() {
        return Script.cameras().get(camera);
    }

    @Override
    public void start() {
        thread = new Thread(this::run, name());
        thread.start();
    }

    @Override
    public void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }

    /** Completes when the last frame has been acknowledged. */
    CompletableFuture<Void> done() {
        return done;
    }

    /** Sends no further frame; {@link #done} completes when the last one has been acknowledged. */
    void finish() {
        finishing = true;
    }

    /** What was sent under this id, if anything. */
    Optional<Shot> sent(String frameId) {
        return Optional.ofNullable(sent.get(frameId));
    }

    /** What was sent, by frame id. */
    Map<String, Shot> sent() {
        return Map.copyOf(sent);
    }

    private void run() {
        try {
            URI target = ingest.get().resolve("/cameras/" + name() + "/frames");
            long next = System.nanoTime();
            for (long number = 0;
                    number < frames && !finishing && !Thread.currentThread().isInterrupted();
                    number++) {
                Shot shot = script.shot(camera, number);
                if (number > 0
                        && !shot.lamp().equals(script.shot(camera, number - 1).lamp())) {
                    lampMoved.run();
                }
                byte[] jpeg = shot.taken(line);
                LockSupport.parkNanos(next - System.nanoTime());
                next = Math.max(next + interval.toNanos(), System.nanoTime());
                sent.put(shot.frameId(), shot);
                post(target, shot, jpeg);
            }
            done.complete(null);
        } catch (InterruptedException e) {
            done.cancel(false);
        } catch (IOException | RuntimeException e) {
            done.completeExceptionally(e);
            failures.failed(name(), e);
        }
    }

    /** The frame id makes it safe to repeat a request whose answer was lost. */
    private void post(URI target, Shot shot, byte[] jpeg) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(target)
                .header("Content-Type", "image/jpeg")
                .header("X-Product-Id", shot.product().id())
                .header("X-Part-Id", "part-" + shot.index())
                .header("X-Frame-Id", shot.frameId())
                .header("X-Capture-Time", Instant.now().toString())
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofByteArray(jpeg))
                .build();
        for (int attempt = 1; ; attempt++) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 202) {
                return;
            }
            if (answer.statusCode() < 500 || attempt == ATTEMPTS) {
                throw new OperatorException(
                        "ingest answers " + answer.statusCode() + " to " + name() + ": " + answer.body());
            }
            Thread.sleep(250);
        }
    }
}
