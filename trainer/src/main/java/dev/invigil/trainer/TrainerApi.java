// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.label.Label;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.http.HttpService;
import dev.invigil.kit.http.ReadBody;
import dev.invigil.kit.http.Request;
import dev.invigil.kit.http.Response;
import dev.invigil.kit.http.Role;
import dev.invigil.kit.http.Route;
import dev.invigil.trainer.retrain.RetrainingRun;
import dev.invigil.trainer.retrain.RunArchive;
import dev.invigil.trainer.retrain.RunId;
import dev.invigil.trainer.retrain.RunProgress;
import dev.invigil.trainer.retrain.RunQueue;
import dev.invigil.trainer.schedule.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The HTTP interface of the trainer: runs and labels. Errors are JSON: what is wrong and what to do. */
final class TrainerApi {
    private static final DataSize LARGEST_BODY = new DataSize(16 << 10);
    private static final Duration BODY_TIME = Duration.ofSeconds(10);
    private static final long LARGEST_FILE = 64L << 20;
    private static final int LISTED = 100;
    /** Who asks, when the request does not say so. */
    private static final String ANONYMOUS = "HTTP";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "json", "application/json",
            "csv", "text/csv; charset=utf-8",
            "md", "text/plain; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "jpg", "image/jpeg",
            "webp", "image/webp");

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** The body of {@code POST /runs}. */
    record Wish(Optional<String> by, Optional<String> reason) {}

    private final RunQueue queue;
    private final RunArchive archive;
    private final LabelDesk labels;
    private final Supplier<Optional<String>> notLeading;
    private final Clock clock;

    /** Where labels are written. */
    interface LabelDesk {
        /** @throws OperatorException if the broker does not answer */
        void write(Label label);

        /** @throws OperatorException if the broker does not answer */
        void withdraw(String frameId);
    }

    /** The body of {@code PUT /labels/FRAME}. */
    record LabelWish(
            Optional<Label.Quality> quality, Optional<String> defect, Optional<String> reason, Optional<String> by) {}

    /** @param notLeading why this trainer takes no runs at the moment */
    TrainerApi(
            RunQueue queue, RunArchive archive, LabelDesk labels, Supplier<Optional<String>> notLeading, Clock clock) {
        this.queue = queue;
        this.archive = archive;
        this.labels = labels;
        this.notLeading = notLeading;
        this.clock = clock;
    }

    /** Adds all routes; before the start of the server. */
    void addTo(HttpService http) {
        http.answerErrorsInJson("/runs").answerErrorsInJson("/labels");
        http.add(Route.post("/runs", request -> body(request, Wish.class, this::start)));
        http.add(Route.get("/runs", request -> list()));
        http.add(Route.get("/runs/{id}", request -> found(request, run -> Response.json(200, wholeView(run)))));
        http.add(Route.delete("/runs/{id}", this::cancel));
        for (String folder : List.of("gate", "reports")) {
            http.add(Route.get("/runs/{id}/" + folder + "/{file...}", request -> page(request, folder)));
        }
        http.add(Route.get("/runs/{id}/gate", this::gate));
        http.add(Route.get("/runs/{id}/gate/", this::gate));
        http.add(Route.put("/labels/{frame}", request -> body(request, LabelWish.class, wish -> label(request, wish)))
                .requiring(Role.REVIEW));
        http.add(Route.delete("/labels/{frame}", this::withdraw).requiring(Role.REVIEW));
    }

    private Response start(Wish wish) throws IOException {
        Optional<String> refusal = notLeading.get();
        if (refusal.isPresent()) {
            return error(503, refusal.get()).with("Retry-After", "10");
        }
        String by = wish.by().orElse(ANONYMOUS);
        if (!Frame.isText(by) || !wish.reason().map(Frame::isText).orElse(true)) {
            return error(400, "by and reason must have " + Frame.TEXT_RULE);
        }
        RetrainingRun.Waiting run = queue.submit(new Trigger.Request(by, wish.reason(), clock.instant()));
        return Response.json(202, view(run)).with("Location", "/runs/" + run.id());
    }

    private Response list() throws IOException {
        List<RunView> runs = new ArrayList<>();
        for (RunId id : archive.ids()) {
            if (runs.size() < LISTED) {
                archive.find(id).map(this::view).ifPresent(runs::add);
            }
        }
        return Response.json(200, Map.of("runs", runs));
    }

    private RunView view(RetrainingRun run) {
        return RunView.of(run, progress(run), Optional.empty());
    }

    /** With the parts of the training set that may be defective. */
    private RunView wholeView(RetrainingRun run) throws IOException {
        return RunView.of(run, progress(run), TrainerAssembly.suspects(archive.files(run.id())));
    }

    private Optional<RunProgress> progress(RetrainingRun run) {
        return queue.current().filter(now -> now.id().equals(run.id())).flatMap(now -> queue.progress());
    }

    private Response cancel(Request request) throws IOException {
        Optional<RunId> id = RunId.parse(request.variable("id"));
        if (id.isEmpty()) {
            return unknown(request);
        }
        return switch (queue.cancel(id.get())) {
            case ASKED -> Response.json(202, Map.of("id", id.get().text(), "cancelled", true));
            case OVER -> error(409, "the run " + id.get() + " is over; there is nothing to cancel");
            case UNKNOWN -> unknown(request);
        };
    }

    /** Answers for a run. */
    private interface ForRun {
        Response of(RetrainingRun run) throws IOException;
    }

    private Response found(Request request, ForRun answer) throws IOException {
        Optional<RetrainingRun> run = RunId.parse(request.variable("id")).flatMap(archive::find);
        return run.isPresent() ? answer.of(run.get()) : unknown(request);
    }

    private static Response unknown(Request request) {
        return error(404, "there is no run " + shown(request.variable("id")) + "; GET /runs lists them");
    }

    /** The page of the gate; its links are relative to the folder. */
    private Response gate(Request request) throws IOException {
        return found(request, run -> {
            Response page = page(run, "gate", "index.html");
            return page.status() != 200 || request.path().endsWith("/")
                    ? page
                    : Response.text(302, "the page of the gate is /runs/" + run.id() + "/gate/index.html\n")
                            .with("Location", "/runs/" + run.id() + "/gate/index.html");
        });
    }

    private Response page(Request request, String folder) throws IOException {
        return found(request, run -> page(run, folder, request.variable("file")));
    }

    private Response page(RetrainingRun run, String folder, String name) throws IOException {
        Path root = archive.files(run.id()).folder().resolve(folder);
        // no file has such a name, and a path with it cannot be made
        Path file = name.indexOf('\0') < 0 ? root.resolve(name).normalize() : root;
        if (!Files.isRegularFile(file) || !file.toRealPath().startsWith(root.toRealPath())) {
            return error(
                    404,
                    "the run " + run.id() + " has no file " + folder + "/" + shown(name)
                            + (Files.isDirectory(root) ? "" : "; its phase has not been reached, or has failed"));
        }
        if (Files.size(file) > LARGEST_FILE) {
            return error(413, folder + "/" + shown(name) + " is too large to be sent; it is in " + root);
        }
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return Response.of(200, TYPES.getOrDefault(ending, "application/octet-stream"), Files.readAllBytes(file))
                .with("X-Content-Type-Options", "nosniff");
    }

    private Response label(Request request, LabelWish wish) {
        if (wish.quality().isEmpty()) {
            return error(
                    400,
                    "quality is missing; send {\"quality\": \"GOOD\"} or {\"quality\": \"DEFECTIVE\"} as the body");
        }
        Label label;
        try {
            label = new Label(
                    Label.SCHEMA,
                    request.variable("frame"),
                    wish.quality().get(),
                    wish.defect(),
                    wish.reason(),
                    wish.by().orElse(ANONYMOUS),
                    clock.instant());
        } catch (IllegalArgumentException e) {
            return error(400, e.getMessage());
        }
        return written(() -> labels.write(label), label);
    }

    private Response withdraw(Request request) {
        String frame = request.variable("frame");
        if (!Frame.isText(frame)) {
            return error(400, "a frame id must have " + Frame.TEXT_RULE);
        }
        return written(() -> labels.withdraw(frame), Map.of("frameId", frame, "withdrawn", true));
    }

    private static Response written(Runnable write, Object answer) {
        try {
            write.run();
            return Response.json(200, answer);
        } catch (OperatorException e) {
            return error(503, e.getMessage()).with("Retry-After", "10");
        }
    }

    /** Answers with the body that was read. */
    private interface WithBody<T> {
        Response of(T body) throws IOException;
    }

    /** An empty body counts as an empty object. */
    private static <T> ReadBody body(Request request, Class<T> type, WithBody<T> answer) {
        return new ReadBody(LARGEST_BODY, BODY_TIME, body -> {
            if (body instanceof ReadBody.Body.TooLarge) {
                return error(413, "the body is larger than " + LARGEST_BODY);
            }
            if (body instanceof ReadBody.Body.Incomplete incomplete) {
                return error(400, "the body is incomplete: " + incomplete.cause());
            }
            byte[] bytes = ((ReadBody.Body.Whole) body).bytes();
            T read;
            try {
                read = bytes.length == 0 ? JSON.readValue("{}", type) : JSON.readValue(bytes, type);
            } catch (JacksonException e) {
                return error(
                        400,
                        "the body of " + request.method() + " " + shown(request.path())
                                + " cannot be read: "
                                + problem(e));
            }
            return read == null ? error(400, "the body must be a JSON object") : answer.of(read);
        });
    }

    /** What is wrong with a body, in the words of the interface: no names of our code. */
    private static String problem(JacksonException e) {
        if (!(e instanceof MismatchedInputException mismatch)) {
            return "it is not JSON: "
                    + e.getOriginalMessage().lines().findFirst().orElse("it cannot be parsed");
        }
        String field = mismatch.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("."));
        if (field.isEmpty()) {
            return "it must be a JSON object";
        }
        if (mismatch instanceof UnrecognizedPropertyException unknown) {
            return "there is no field " + shown(field) + "; the fields are "
                    + unknown.getKnownPropertyIds().stream()
                            .map(String::valueOf)
                            .sorted()
                            .collect(Collectors.joining(", "));
        }
        Class<?> type = mismatch.getTargetType();
        return "the field " + shown(field) + " must be "
                + (type != null && type.isEnum()
                        ? Stream.of(type.getEnumConstants())
                                .map(String::valueOf)
                                .collect(Collectors.joining(" or "))
                        : "a text");
    }

    private static String shown(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return printable.length() > LISTED ? printable.substring(0, LISTED) + "…" : printable;
    }

    private static Response error(int status, String message) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", message);
        return Response.json(status, body);
    }
}
