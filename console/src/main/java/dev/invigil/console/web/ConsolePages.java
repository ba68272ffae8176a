// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console.web;

import dev.invigil.console.image.FrameImages;
import dev.invigil.console.image.VerdictSearch;
import dev.invigil.console.line.LiveLine;
import dev.invigil.console.line.Snapshot;
import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.label.Label;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.detector.image.UnreadableImageException;
import dev.invigil.kit.http.Answer;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.http.HttpService;
import dev.invigil.kit.http.Request;
import dev.invigil.kit.http.Response;
import dev.invigil.kit.http.Role;
import dev.invigil.kit.http.Route;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaException;

/** The page at {@code /} and everything that it asks for, under {@code /console}. */
public final class ConsolePages {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> ASSETS = Map.of(
            "console.css", "text/css; charset=utf-8",
            "console.js", "text/javascript; charset=utf-8",
            "dom.js", "text/javascript; charset=utf-8",
            "line.js", "text/javascript; charset=utf-8",
            "cameras.js", "text/javascript; charset=utf-8",
            "viewer.js", "text/javascript; charset=utf-8",
            "review.js", "text/javascript; charset=utf-8",
            "tables.js", "text/javascript; charset=utf-8",
            "icon.svg", "image/svg+xml");

    private static final int IMAGES_AT_A_TIME = 4;

    private final LiveLine line;
    private final Health health;
    private final FrameImages images;
    private final VerdictSearch search;
    private final LabelRequests labels;
    private final Viewers viewers;
    private final Semaphore imageRequests = new Semaphore(IMAGES_AT_A_TIME);
    private final Clock clock;
    private final Map<String, String> facts;
    private final Optional<String> trainer;

    /**
     * @param facts shown on the page, such as the address of the broker
     * @param mostViewers so many browsers can follow the line at a time
     * @param trainer where the trainer's pages are; empty in its own process, absent when it is not known
     */
    public ConsolePages(
            LiveLine line,
            Health health,
            FrameImages images,
            VerdictSearch search,
            LabelDesk desk,
            int mostViewers,
            Clock clock,
            Map<String, String> facts,
            Optional<String> trainer) {
        this.line = line;
        this.health = health;
        this.images = images;
        this.search = search;
        this.labels = new LabelRequests(desk, clock);
        this.clock = clock;
        this.facts = new LinkedHashMap<>(facts);
        this.trainer = trainer;
        this.viewers = new Viewers(mostViewers, () -> state().body());
    }

    /** Adds all routes; before the start of the server. */
    public void addTo(HttpService http) {
        http.answerErrorsInJson("/console");
        http.add(Route.get("/", request -> resource("console.html", "text/html; charset=utf-8")))
                .add(Route.get("/console/assets/{file}", ConsolePages::asset))
                .add(Route.get("/console/events", request -> follow()))
                .add(Route.get("/console/state", request -> state()))
                .add(Route.get("/console/queue", request -> Response.json(200, Map.of("queue", line.queue()))))
                .add(Route.get("/console/figures", this::figures))
                .add(Route.get("/console/search", this::search))
                .add(Route.get("/console/verdicts/{frame}", this::verdict))
                .add(Route.get("/console/previews/{frame}", request -> image(request, FrameImages.Kind.PREVIEW)))
                .add(Route.get("/console/frames/{frame}", request -> image(request, FrameImages.Kind.FRAME)))
                .add(Route.get("/console/heat/{frame}", request -> image(request, FrameImages.Kind.HEAT)))
                .add(Route.get(
                        "/console/heat-previews/{frame}", request -> image(request, FrameImages.Kind.HEAT_PREVIEW)))
                .add(Route.put("/console/labels/{frame}", labels::put).requiring(Role.REVIEW))
                .add(Route.delete("/console/labels/{frame}", labels::delete).requiring(Role.REVIEW));
    }

    /** Begins to send events. */
    public void start() {
        viewers.start();
    }

    /** Ends all streams. */
    public void stop() throws InterruptedException {
        viewers.stop();
    }

    private static Response asset(Request request) throws IOException {
        String name = request.variable("file");
        String type = ASSETS.get(name);
        return type == null ? error(404, "not found") : resource(name, type);
    }

    private static Response resource(String name, String type) throws IOException {
        try (InputStream content = ConsolePages.class.getResourceAsStream(name)) {
            return Response.of(200, type, content.readAllBytes())
                    .with("Content-Security-Policy", POLICY)
                    .with("Referrer-Policy", "no-referrer")
                    .with("Cache-Control", "no-cache");
        }
    }

    private Answer follow() {
        return viewers.hasRoom()
                ? viewers.stream()
                : error(503, "too many browsers follow the line; this one asks again and again instead")
                        .with("Retry-After", "10");
    }

    private Response state() {
        Snapshot now = line.snapshot(clock.instant(), health.notReady());
        return Response.json(200, LineJson.of(now, facts, trainer)).with("Cache-Control", "no-store");
    }

    private Response figures(Request request) {
        Optional<String> since = Query.of(request, "since");
        Instant from;
        try {
            from = Instant.parse(since.orElse(""));
        } catch (DateTimeException e) {
            return error(400, "since must be a time such as 2026-03-01T06:00:00Z");
        }
        return Response.json(200, Map.of("since", from, "cameras", line.figures(from)));
    }

    private Response search(Request request) {
        Optional<String> part = Query.of(request, "part").map(String::strip).filter(Frame::isText);
        if (part.isEmpty()) {
            return error(400, "part must have " + Frame.TEXT_RULE);
        }
        String wanted = part.get();
        return found(verdict -> verdict.partId().filter(wanted::equals).isPresent()
                        || verdict.frameId().equals(wanted))
                .map(verdicts -> Response.json(
                        200,
                        Map.of(
                                "searched",
                                VerdictSearch.SEARCHED,
                                "verdicts",
                                verdicts.stream().map(Snapshot.Judged::of).toList())))
                .orElseGet(ConsolePages::busy);
    }

    private Optional<List<Verdict>> found(Predicate<Verdict> wanted) {
        return search.find(wanted);
    }

    private static Response busy() {
        return error(503, "another search is running; try again").with("Retry-After", "2");
    }

    /** A verdict with its label. */
    record Detail(Verdict verdict, Optional<Label> label) {}

    private Response verdict(Request request) {
        return withVerdict(
                request, verdict -> Response.json(200, new Detail(verdict, line.labelOf(verdict.frameId()))));
    }

    private interface ForVerdict {
        Response of(Verdict verdict) throws IOException, UnreadableImageException;
    }

    private Response withVerdict(Request request, ForVerdict answer) {
        String frame = request.variable("frame");
        try {
            Optional<Verdict> known = line.find(frame);
            if (known.isEmpty()) {
                Optional<List<Verdict>> found =
                        found(verdict -> verdict.frameId().equals(frame));
                if (found.isEmpty()) {
                    return busy();
                }
                known = found.get().stream().findFirst();
            }
            return known.isPresent()
                    ? answer.of(known.get())
                    : error(
                            404,
                            "no verdict on this frame is among the newest " + VerdictSearch.SEARCHED
                                    + " of each partition");
        } catch (UnreadableImageException e) {
            return error(422, "the image cannot be shown: " + e.getMessage());
        } catch (KafkaException | IOException e) {
            return error(503, "the image cannot be read at the moment: " + e.getMessage())
                    .with("Retry-After", "5");
        }
    }

    /** Images wait for the broker; so they never have all threads of the server. The page asks again. */
    private Response image(Request request, FrameImages.Kind kind) {
        if (!imageRequests.tryAcquire()) {
            return error(503, "too many images are being read; try again").with("Retry-After", "1");
        }
        try {
            return read(request, kind);
        } finally {
            imageRequests.release();
        }
    }

    private Response read(Request request, FrameImages.Kind kind) {
        return withVerdict(request, verdict -> images.find(verdict, kind)
                // a frame never changes
                .map(image -> Response.of(200, image.contentType(), image.bytes())
                        .with("Cache-Control", "private, max-age=600, immutable")
                        .with("Content-Security-Policy", "default-src 'none'"))
                .orElseGet(() -> error(404, "the image of this frame is no longer stored")));
    }

    static Response error(int status, String message) {
        return Response.json(status, Map.of("error", message));
    }
}
