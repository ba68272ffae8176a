// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.http;

import dev.invigil.contracts.frame.CaptureTime;
import dev.invigil.ingest.frame.ImageFormat;
import dev.invigil.ingest.frame.RefusalReason;
import dev.invigil.ingest.frame.Sha256;
import dev.invigil.ingest.source.Draft;
import dev.invigil.ingest.source.FrameSink;
import dev.invigil.ingest.source.IngestMetrics;
import dev.invigil.ingest.source.IngestSource;
import dev.invigil.ingest.source.Publication;
import dev.invigil.ingest.source.SentFrame;
import dev.invigil.ingest.source.SourceConfig;
import dev.invigil.ingest.source.Submission;
import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.http.Access;
import dev.invigil.kit.http.Answer;
import dev.invigil.kit.http.HttpServer;
import dev.invigil.kit.http.ReadBody;
import dev.invigil.kit.http.Request;
import dev.invigil.kit.http.Response;
import dev.invigil.kit.http.Route;
import dev.invigil.kit.metrics.RepeatLog;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts one image per request and answers 202 after the broker has committed it; see {@code package-info}. */
public final class HttpSource implements IngestSource {

    /** The body of a 202. */
    record Accepted(String frameId, String camera, long sequence, String digest) {}

    private enum State {
        LATENT,
        OPEN,
        STOPPING
    }

    private static final Logger LOG = LoggerFactory.getLogger(HttpSource.class);

    private final HttpSourceConfig config;
    private final DataSize maxFrame;
    private final FrameSink sink;
    private final IngestMetrics metrics;
    private final Clock clock;
    private final Supplier<String> newId;
    private final RecentIds recent;
    private final RepeatLog refusals = new RepeatLog(LOG);
    /** Free buffer for bodies, in KiB. */
    private final Semaphore buffer;

    private final HttpServer server;
    private volatile State state = State.LATENT;

    /** @param newId creates ids for frames whose clients do not send one */
    public HttpSource(HttpSourceConfig config, SourceConfig.Surroundings surroundings, Supplier<String> newId) {
        this.config = config;
        this.maxFrame = surroundings.frameLimit();
        this.sink = surroundings.sink();
        this.metrics = surroundings.metrics();
        this.clock = surroundings.clock();
        this.newId = newId;
        this.recent = new RecentIds(config.rememberIds());
        this.buffer = new Semaphore(kibibytes(Math.max(config.buffer().bytes(), maxFrame.bytes())));
        this.server = new HttpServer(
                new HttpServer.Settings(
                        "ingest-" + config.name(),
                        "ingest.http",
                        config.host(),
                        config.port(),
                        config.threads(),
                        config.limits(),
                        maxFrame.plus(maxFrame),
                        config.bodyTimeout(),
                        this::refusedByServer,
                        Access.OPEN),
                List.of(Route.everything(this::handle)));
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public void start() throws IOException {
        server.start();
        state = State.OPEN;
        LOG.info("{}: listening on {}:{}", config.name(), config.host(), server.port());
        if (config.token().isEmpty() && !Access.isLoopback(config.host())) {
            LOG.warn(
                    "{}: other machines can send frames without a token, because ingest.http.host is {}; set ingest.http.token",
                    config.name(),
                    config.host());
        }
    }

    @Override
    public OptionalInt port() {
        return OptionalInt.of(server.port());
    }

    /** Free buffer for bodies, in KiB. */
    int freeBuffer() {
        return buffer.availablePermits();
    }

    @Override
    public Optional<String> problem() {
        return switch (state) {
            case LATENT -> Optional.of("starting: the server is not listening yet");
            case OPEN -> Optional.empty();
            case STOPPING -> Optional.of("stopping");
        };
    }

    @Override
    public void stop() throws InterruptedException {
        state = State.STOPPING;
        if (!server.stop(config.ackTimeout())) {
            LOG.warn("{}: requests were still in progress at the stop and were aborted", config.name());
        }
        refusals.flush();
    }

    private Answer handle(Request request) {
        try {
            Instant arrived = clock.instant();
            FrameRequest frame = FrameRequest.read(request, config.token(), config.cameras());
            if (state != State.OPEN) {
                throw new RefusedException(Refusal.later(RefusalReason.BUSY, "this ingest is starting or stopping"));
            }
            Optional<Publication.NotSent> unavailable = sink.unavailable();
            if (unavailable.isPresent()) {
                throw new RefusedException(Refusal.later(
                        unavailable.get().reason(), unavailable.get().detail()));
            }
            recent.load(sink, config.name());
            int reserved = kibibytes(declaredSize(request));
            if (!buffer.tryAcquire(reserved)) {
                throw new RefusedException(Refusal.later(RefusalReason.BUSY, "too many frames are in progress"));
            }
            return new ReadBody(maxFrame, config.bodyTimeout(), body -> {
                try {
                    return body.fold(
                            whole -> take(request, frame, whole.bytes(), arrived),
                            tooLarge -> refused(request, tooLarge()),
                            incomplete -> refused(request, incomplete(incomplete.cause())));
                } finally {
                    buffer.release(reserved);
                }
            });
        } catch (RefusedException e) {
            return refused(request, e.refusal());
        }
    }

    /** The server's own errors, in the same form as the refusals. */
    private Response refusedByServer(Request request, int status, String error) {
        return refused(request, Refusal.ofServer(status, error));
    }

    private Response refused(Request request, Refusal refusal) {
        metrics.refused(config.name(), refusal.reason());
        refusals.info(
                refusal.reason().name(),
                config.name() + ": " + refusal.reason() + " from " + request.remote() + ": " + refusal.error());
        return Response.json(refusal.status(), refusal.body()).with(refusal.headers());
    }

    /** Buffer to reserve for the body: the declared length, or else the largest allowed length. */
    private long declaredSize(Request request) {
        return Math.min(maxFrame.bytes(), request.contentLength().orElse(maxFrame.bytes()));
    }

    private Refusal tooLarge() {
        return Refusal.of(
                413,
                RefusalReason.TOO_LARGE,
                "the body is larger than " + maxFrame,
                "send a smaller image, or raise topics.frame-limit");
    }

    private Refusal incomplete(String cause) {
        return Refusal.of(
                400,
                RefusalReason.INCOMPLETE,
                "the body is incomplete: " + cause,
                "send the whole body within " + config.bodyTimeout().toMillis() + " ms");
    }

    private Response take(Request request, FrameRequest frame, byte[] image, Instant arrived) {
        try {
            Draft draft = draft(frame, image, arrived);
            List<String> forget = recent.surplus();
            return publish(draft, forget)
                    .fold(
                            committed ->
                                    accepted(request, draft, committed.frames().get(0), forget),
                            failed -> refused(
                                    request,
                                    failed.reason() == RefusalReason.TOO_LARGE
                                            ? Refusal.of(413, failed.reason(), failed.detail(), "send a smaller image")
                                            : Refusal.later(failed.reason(), failed.detail())));
        } catch (RefusedException e) {
            return refused(request, e.refusal());
        }
    }

    private Draft draft(FrameRequest request, byte[] image, Instant arrived) throws RefusedException {
        if (image.length == 0) {
            throw new RefusedException(Refusal.of(
                    400, RefusalReason.EMPTY, "the request has no body", "send the encoded image as the body"));
        }
        ImageFormat format = ImageFormat.of(image)
                .orElseThrow(() -> new RefusedException(Refusal.of(
                        415,
                        RefusalReason.NOT_AN_IMAGE,
                        "the body does not start with the signature of " + ImageFormat.NAMES,
                        "send the image as the body, not as a form")));
        Instant capturedAt = request.capturedAt().orElse(arrived);
        if (!CaptureTime.isAcceptable(capturedAt)) {
            throw new RefusedException(Refusal.of(
                    400,
                    RefusalReason.BAD_REQUEST,
                    "the clock of this ingest shows " + capturedAt + ", which is not a valid capture time",
                    "correct the clock, or send X-Capture-Time as " + CaptureTime.RULE));
        }
        String id = request.frameId().orElseGet(newId);
        return new Draft(
                config.name(),
                id,
                id,
                request.camera(),
                request.partId(),
                request.productId(),
                capturedAt,
                format.contentType(),
                Sha256.of(image),
                Draft.NO_STAMP,
                image);
    }

    private Publication publish(Draft draft, List<String> forget) throws RefusedException {
        try {
            return sink.submit(new Submission(config.name(), List.of(draft), forget))
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
    }

    private Response accepted(Request request, Draft draft, SentFrame sent, List<String> forgotten) {
        Optional<String> difference = sent.differenceFrom(draft);
        if (difference.isPresent()) {
            return refused(
                    request,
                    Refusal.of(
                            409,
                            RefusalReason.CONFLICT,
                            "this X-Frame-Id was already used for a frame with a different " + difference.get(),
                            "use a unique X-Frame-Id for each frame; use the same one only to repeat a request"));
        }
        recent.committed(sent.frameId(), forgotten);
        return Response.json(202, new Accepted(sent.frameId(), sent.camera(), sent.sequence(), sent.digest()));
    }

    private static int kibibytes(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, bytes / 1024 + 1);
    }
}
