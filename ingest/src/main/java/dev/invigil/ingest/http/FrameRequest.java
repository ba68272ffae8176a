// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.http;

import dev.invigil.contracts.frame.CaptureTime;
import dev.invigil.contracts.frame.Frame;
import dev.invigil.ingest.frame.ImageFormat;
import dev.invigil.ingest.frame.RefusalReason;
import dev.invigil.kit.config.Secret;
import dev.invigil.kit.http.Access;
import dev.invigil.kit.http.Request;
import dev.invigil.kit.http.Route;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a request before its body: {@code POST /cameras/CAMERA/frames} with the headers of the constants below.
 *
 * @param frameId the client's own id, which makes it safe to repeat the request
 */
record FrameRequest(
        String camera,
        String productId,
        Optional<String> partId,
        Optional<String> frameId,
        Optional<Instant> capturedAt) {

    static final String PRODUCT = "X-Product-Id";
    static final String PART = "X-Part-Id";
    static final String FRAME = "X-Frame-Id";
    static final String CAPTURED = "X-Capture-Time";

    private static final Pattern PATH = Pattern.compile("/cameras/([^/]+)/frames/?");
    /** Types whose body is known not to be the image itself. For all other types the content decides. */
    private static final Pattern WRAPPED = Pattern.compile("multipart/.*|message/.*");

    /** Checks everything that can be checked before the body is read. */
    static FrameRequest read(Request request, Optional<Secret> token, List<String> cameras) throws RefusedException {
        if (token.isPresent()) {
            authorise(request, token.get());
        }
        Matcher path = PATH.matcher(request.path());
        if (!path.matches()) {
            throw refused(404, RefusalReason.BAD_REQUEST, "unknown path", "send POST to /cameras/CAMERA/frames");
        }
        if (!request.method().equals("POST")) {
            throw new RefusedException(new Refusal(
                    405,
                    RefusalReason.BAD_REQUEST,
                    request.method() + " is not supported on this path",
                    "use POST",
                    Map.of("Allow", "POST")));
        }
        // decode after matching, so that an encoded slash remains part of the name, which is then refused
        String camera = Route.decoded(path.group(1))
                .map(Frame::canonical)
                .filter(Frame::isName)
                .orElseThrow(() -> refused(
                        400,
                        RefusalReason.INVALID_NAME,
                        "invalid camera name",
                        "use " + Frame.NAME_RULE + ", percent-encoded as UTF-8"));
        if (!cameras.isEmpty() && !cameras.contains(camera)) {
            throw refused(
                    404,
                    RefusalReason.INVALID_NAME,
                    "unknown camera",
                    "use a camera that is listed under cameras in the configuration, or add this one there");
        }
        contentType(request);
        String product = text(request, PRODUCT)
                .orElseThrow(() -> refused(
                        400,
                        RefusalReason.BAD_REQUEST,
                        "the header " + PRODUCT + " is missing",
                        "set it to the product"));
        return new FrameRequest(camera, product, text(request, PART), text(request, FRAME), time(request));
    }

    private static void authorise(Request request, Secret token) throws RefusedException {
        if (!Access.hasToken(request, token)) {
            throw new RefusedException(new Refusal(
                    401,
                    RefusalReason.UNAUTHORIZED,
                    "the bearer token is missing or invalid",
                    "send Authorization: Bearer TOKEN with the token from the configuration of this ingest",
                    Map.of("WWW-Authenticate", "Bearer")));
        }
    }

    private static void contentType(Request request) throws RefusedException {
        String type = request.header("Content-Type").orElse("").split(";", 2)[0].strip();
        if (WRAPPED.matcher(type.toLowerCase(Locale.ROOT)).matches()) {
            throw refused(
                    415,
                    RefusalReason.NOT_AN_IMAGE,
                    "the body is a form or another multipart message, not an image",
                    "send the " + ImageFormat.NAMES
                            + " image as the body, without a form, with a Content-Type such as image/jpeg");
        }
    }

    private static Optional<String> text(Request request, String name) throws RefusedException {
        Optional<String> given = request.header(name);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        String text = Frame.canonical(utf8(given.get(), name));
        if (!Frame.isText(text)) {
            throw refused(
                    400,
                    RefusalReason.INVALID_NAME,
                    "the header " + name + " has an invalid value",
                    "use " + Frame.TEXT_RULE);
        }
        return Optional.of(text);
    }

    /** The server decodes header bytes as ISO 8859-1; clients send UTF-8. */
    private static String utf8(String header, String name) throws RefusedException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(header.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString()
                    .strip();
        } catch (CharacterCodingException e) {
            throw refused(
                    400,
                    RefusalReason.INVALID_NAME,
                    "the header " + name + " is not valid UTF-8",
                    "encode it as UTF-8");
        }
    }

    private static Optional<Instant> time(Request request) throws RefusedException {
        Optional<String> given = request.header(CAPTURED);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(CaptureTime.parse(given.get().strip())
                .orElseThrow(() -> refused(
                        400,
                        RefusalReason.BAD_REQUEST,
                        "the header " + CAPTURED + " is not a valid capture time",
                        "use " + CaptureTime.RULE)));
    }

    private static RefusedException refused(int status, RefusalReason reason, String error, String remedy) {
        return new RefusedException(Refusal.of(status, reason, error, remedy));
    }
}
