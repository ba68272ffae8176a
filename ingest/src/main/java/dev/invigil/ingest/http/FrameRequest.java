// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.http;

import dev.invigil.contracts.frame.CaptureTime;
import dev.invigil.contracts.frame.Frame;
import dev.invigil.ingest.frame.RefusalReason;
import dev.invigil.kit.config.Secret;
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
 * What a request says before its body: {@code POST /cameras/CAMERA/frames} with the headers of the constants below.
 *
 * @param frameId the client's own id, which makes repeating safe
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
    /** Types of which the body is known not to be the image itself; of all others the content decides. */
    private static final Pattern WRAPPED = Pattern.compile("multipart/.*|message/.*");

    /** Checks everything that can be checked before the body is read. */
    static FrameRequest read(Request request, Optional<Secret> token, List<String> cameras) throws RefusedException {
        if (token.isPresent()) {
            authorise(request, token.get());
        }
        Matcher path = PATH.matcher(request.path());
        if (!path.matches()) {
            throw refused(
                    404, RefusalReason.BAD_REQUEST, "there is nothing at this path", "POST to /cameras/CAMERA/frames");
        }
        if (!request.method().equals("POST")) {
            throw new RefusedException(new Refusal(
                    405,
                    RefusalReason.BAD_REQUEST,
                    request.method() + " is not understood here",
                    "use POST",
                    Map.of("Allow", "POST")));
        }
        // decoded after matching, so that an encoded slash stays within the name and is refused with it
        String camera = Route.decoded(path.group(1))
                .map(Frame::canonical)
                .filter(Frame::isName)
                .orElseThrow(() -> refused(
                        400,
                        RefusalReason.INVALID_NAME,
                        "the camera's name is not allowed",
                        "use " + Frame.NAME_RULE + ", percent-encoded as UTF-8"));
        if (!cameras.isEmpty() && !cameras.contains(camera)) {
            throw refused(
                    404,
                    RefusalReason.INVALID_NAME,
                    "no such camera",
                    "use one of those listed under cameras, or add it there");
        }
        contentType(request);
        String product = text(request, PRODUCT)
                .orElseThrow(() -> refused(
                        400,
                        RefusalReason.BAD_REQUEST,
                        "the header " + PRODUCT + " is missing",
                        "name the product in it"));
        return new FrameRequest(camera, product, text(request, PART), text(request, FRAME), time(request));
    }

    private static void authorise(Request request, Secret token) throws RefusedException {
        String given = request.header("Authorization").orElse("");
        boolean bearer = given.regionMatches(true, 0, "Bearer ", 0, 7);
        if (!bearer || !token.matches(given.substring(7).strip())) {
            throw new RefusedException(new Refusal(
                    401,
                    RefusalReason.UNAUTHORIZED,
                    "no valid token",
                    "send Authorization: Bearer TOKEN with the token of this ingest",
                    Map.of("WWW-Authenticate", "Bearer")));
        }
    }

    private static void contentType(Request request) throws RefusedException {
        String type = request.header("Content-Type").orElse("").split(";", 2)[0].strip();
        if (WRAPPED.matcher(type.toLowerCase(Locale.ROOT)).matches()) {
            throw refused(
                    415,
                    RefusalReason.NOT_AN_IMAGE,
                    "the body is a form or another envelope, not an image",
                    "send JPEG, PNG, BMP or TIFF as the body itself, no form, with Content-Type image/jpeg and the like");
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
                    "the value of the header " + name + " is not allowed",
                    "use " + Frame.TEXT_RULE);
        }
        return Optional.of(text);
    }

    /** The server hands bytes over as ISO 8859-1; clients write UTF-8. */
    private static String utf8(String header, String name) throws RefusedException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(header.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString()
                    .strip();
        } catch (CharacterCodingException e) {
            throw refused(400, RefusalReason.INVALID_NAME, "the header " + name + " is not UTF-8", "write it in UTF-8");
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
                        "the header " + CAPTURED + " is not an acceptable time",
                        "write " + CaptureTime.RULE)));
    }

    private static RefusedException refused(int status, RefusalReason reason, String error, String remedy) {
        return new RefusedException(Refusal.of(status, reason, error, remedy));
    }
}
