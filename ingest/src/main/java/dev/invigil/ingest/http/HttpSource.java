// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.invigil.ingest.frame.ImageFormat;
import dev.invigil.ingest.frame.RefusalReason;
import dev.invigil.ingest.frame.Sha256;
import dev.invigil.ingest.publish.Publisher;
import dev.invigil.ingest.source.Draft;
import dev.invigil.ingest.source.IngestMetrics;
import dev.invigil.ingest.source.IngestSource;
import dev.invigil.ingest.source.Publication;
import dev.invigil.ingest.source.SentFrame;
import dev.invigil.ingest.source.Submission;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.http.HttpLimits;
import dev.invigil.kit.http.Responses;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one picture per request and answers 202 when the broker has it; see {@code package-info}. */
public final class HttpSource implements IngestSource {

    /** The body of a 202. */
    record Accepted(String frameId, String camera, long sequence, String digest) {}

    private static final Logger LOG = LoggerFactory.getLogger(HttpSource.class);

    private final HttpSourceConfig config;
    private final DataSize maxFrame;
    private final Publisher publisher;
    private final IngestMetrics metrics;
    private final Clock clock;
    private final Supplier<String> newId;
    private final RecentIds recent;
    /** Bytes of bodies that still fit, in KiB. */
    private final Semaphore buffer;

    private final Phaser exchanges = new Phaser(1);
    private volatile boolean open;
    private HttpServer server;
    private ExecutorService executor;
    private BodyReader bodies;

    /** @param newId gives ids to frames of clients that do not name them */
    public HttpSource(
            HttpSourceConfig config,
            DataSize maxFrame,
            Publisher publisher,
            IngestMetrics metrics,
            Clock clock,
            Supplier<String> newId) {
        this.config = config;
        this.maxFrame = maxFrame;
        this.publisher = publisher;
        this.metrics = metrics;
        this.clock = clock;
        this.newId = newId;
        this.recent = new RecentIds(config.rememberIds());
        this.buffer = new Semaphore(kibibytes(Math.max(config.buffer().bytes(), maxFrame.bytes())));
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public void start() throws IOException {
        HttpLimits.apply();
        InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
        if (address.isUnresolved()) {
            throw new OperatorException(
                    "ingest.http.host " + config.host() + " is unknown; write an address of this machine");
        }
        try {
            server = HttpServer.create(address, 0);
        } catch (BindException e) {
            throw new OperatorException(
                    "cannot listen on " + config.host() + ":" + config.port() + " (" + e.getMessage()
                            + "); set ingest.http.port to a free port, 0 for any",
                    e);
        }
        executor = Executors.newFixedThreadPool(config.threads(), task -> daemon(task, "ingest-" + config.name()));
        bodies = new BodyReader(maxFrame, config.bodyTimeout());
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        open = true;
        server.start();
        LOG.info("{}: listening on {}:{}", config.name(), config.host(), port());
    }

    /** The port it listens on, after the start. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** KiB of bodies that would still fit. */
    int freeBuffer() {
        return buffer.availablePermits();
    }

    @Override
    public Optional<String> problem() {
        return open ? Optional.empty() : Optional.of("the server does not run");
    }

    @Override
    public void stop() throws InterruptedException {
        open = false;
        // the server's own waiting lasts its full time even when nothing is under way
        try {
            exchanges.awaitAdvanceInterruptibly(
                    exchanges.arriveAndDeregister(), config.ackTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("{}: requests were cut off by the stop", config.name());
        }
        server.stop(0);
        executor.shutdownNow();
        bodies.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        if (exchanges.register() < 0) {
            exchange.close();
            return;
        }
        try {
            Responses.sendJson(exchange, 202, accept(exchange));
        } catch (RefusedException e) {
            Refusal refusal = e.refusal();
            metrics.refused(config.name(), refusal.reason());
            LOG.info(
                    "{}: {} from {}: {}",
                    config.name(),
                    refusal.reason(),
                    exchange.getRemoteAddress(),
                    refusal.error());
            bodies.drain(exchange);
            refusal.headers().forEach(exchange.getResponseHeaders()::set);
            Responses.sendJson(exchange, refusal.status(), refusal.body());
        } finally {
            exchange.close();
            exchanges.arriveAndDeregister();
        }
    }

    private Accepted accept(HttpExchange exchange) throws RefusedException, IOException {
        Instant arrived = clock.instant();
        FrameRequest request = FrameRequest.read(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                exchange.getRequestHeaders(),
                config.token(),
                config.cameras());
        if (!open) {
            throw new RefusedException(Refusal.later(RefusalReason.BUSY, "this ingest is stopping"));
        }
        if (!publisher.ready()) {
            throw new RefusedException(Refusal.later(RefusalReason.BROKER_AWAY, "the broker does not answer"));
        }
        recent.load(publisher.progress(), config.name());
        int reserved = kibibytes(bodies.declaredSize(exchange));
        if (!buffer.tryAcquire(reserved)) {
            throw new RefusedException(Refusal.later(RefusalReason.BUSY, "too many frames at a time"));
        }
        try {
            return publish(draft(request, bodies.read(exchange), arrived));
        } finally {
            buffer.release(reserved);
        }
    }

    private Draft draft(FrameRequest request, byte[] image, Instant arrived) throws RefusedException {
        ImageFormat format = ImageFormat.of(image)
                .orElseThrow(() -> new RefusedException(Refusal.of(
                        415,
                        RefusalReason.NOT_AN_IMAGE,
                        "the body does not begin like JPEG, PNG, BMP or TIFF",
                        "send one of these as the body itself, not as a form")));
        String id = request.frameId().orElseGet(newId);
        return new Draft(
                config.name(),
                id,
                id,
                request.camera(),
                request.partId(),
                request.productId(),
                request.capturedAt().orElse(arrived),
                format.contentType(),
                Sha256.of(image),
                0,
                image);
    }

    private Accepted publish(Draft draft) throws RefusedException {
        List<String> forget = recent.surplus();
        Publication publication;
        try {
            publication = publisher
                    .submit(new Submission(config.name(), List.of(draft), forget))
                    .get(config.ackTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new RefusedException(Refusal.later(
                    RefusalReason.BROKER_AWAY,
                    "the broker did not acknowledge within "
                            + config.ackTimeout().toMillis() + " ms"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException(Refusal.later(RefusalReason.BUSY, "this ingest is stopping"));
        } catch (ExecutionException e) {
            throw new IllegalStateException("publications never fail", e);
        }
        if (publication instanceof Publication.NotSent failed) {
            throw new RefusedException(
                    failed.reason() == RefusalReason.TOO_LARGE
                            ? Refusal.of(413, failed.reason(), failed.detail(), "send a smaller picture")
                            : Refusal.later(failed.reason(), failed.detail()));
        }
        SentFrame sent = ((Publication.Committed) publication).frames().get(0);
        if (!sent.digest().equals(draft.digest()) || !sent.camera().equals(draft.camera())) {
            throw new RefusedException(Refusal.of(
                    409,
                    RefusalReason.CONFLICT,
                    "this X-Frame-Id was used for another picture",
                    "give every picture its own X-Frame-Id, and the same one only when repeating a request"));
        }
        recent.committed(sent.frameId(), forget);
        return new Accepted(sent.frameId(), sent.camera(), sent.sequence(), sent.digest());
    }

    private static int kibibytes(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, bytes / 1024 + 1);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
