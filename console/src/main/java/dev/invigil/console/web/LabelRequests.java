// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console.web;

import static dev.invigil.console.web.ConsolePages.error;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.label.Label;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.http.Answer;
import dev.invigil.kit.http.ReadBody;
import dev.invigil.kit.http.Request;
import dev.invigil.kit.http.Response;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** Writes what an operator says about a frame. The server has checked the role and the origin ({@link dev.invigil.kit.http.Access}). */
final class LabelRequests {
    /** The header that the page's own scripts set. */
    static final String HEADER = "X-Invigil-Console";

    private static final DataSize LARGEST_BODY = new DataSize(4 << 10);
    private static final Duration BODY_TIME = Duration.ofSeconds(10);
    private static final String ANONYMOUS = "console";
    private static final JsonMapper JSON =
            JsonMapper.builder().addModule(new Jdk8Module()).build();

    private final LabelDesk desk;
    private final Clock clock;

    LabelRequests(LabelDesk desk, Clock clock) {
        this.desk = desk;
        this.clock = clock;
    }

    /** The body of {@code PUT /console/labels/FRAME}. */
    record Wish(
            Optional<Label.Quality> quality, Optional<String> defect, Optional<String> reason, Optional<String> by) {}

    Answer put(Request request) {
        Optional<Response> refusal = refusal(request);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        return new ReadBody(
                LARGEST_BODY,
                BODY_TIME,
                body -> body.fold(
                        whole -> write(request, whole.bytes()),
                        tooLarge -> error(413, "the body is larger than " + LARGEST_BODY),
                        incomplete -> error(400, "the body is incomplete: " + incomplete.cause())));
    }

    Answer delete(Request request) {
        String frame = request.variable("frame");
        return refusal(request)
                .orElseGet(() -> Frame.isText(frame)
                        ? written(() -> desk.withdraw(frame), Map.of("frameId", frame, "withdrawn", true))
                        : error(400, "a frame id must have " + Frame.TEXT_RULE));
    }

    /** Only a script of this page can set the header; a form or an image of another site cannot. */
    private static Optional<Response> refusal(Request request) {
        return request.header(HEADER).isPresent()
                ? Optional.empty()
                : Optional.of(error(403, "the header " + HEADER + " is missing; send it with any value"));
    }

    private Response write(Request request, byte[] body) {
        Label label;
        try {
            Wish wish = JSON.readValue(body, Wish.class);
            if (wish == null || wish.quality().isEmpty()) {
                return error(400, "quality is missing; send {\"quality\": \"GOOD\"} or {\"quality\": \"DEFECTIVE\"}");
            }
            label = new Label(
                    Label.SCHEMA,
                    request.variable("frame"),
                    wish.quality().get(),
                    wish.defect(),
                    wish.reason(),
                    wish.by().filter(name -> !name.isBlank()).orElse(ANONYMOUS),
                    clock.instant().truncatedTo(ChronoUnit.MILLIS));
        } catch (JacksonException e) {
            return error(400, "the body is not the expected JSON object");
        } catch (IOException | IllegalArgumentException e) {
            return error(400, e.getMessage());
        }
        return written(() -> desk.write(label), label);
    }

    private static Response written(Runnable write, Object answer) {
        try {
            write.run();
            return Response.json(200, answer);
        } catch (OperatorException e) {
            return error(503, e.getMessage()).with("Retry-After", "10");
        }
    }
}
