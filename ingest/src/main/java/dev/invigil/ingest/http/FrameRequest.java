// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.http;

import com.sun.net.httpserver.Headers;
import dev.invigil.contracts.frame.Frame;
import dev.invigil.ingest.frame.RefusalReason;
import dev.invigil.kit.config.Secret;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private static final Set<String> CONTENT_TYPES = Set.of(
            "image/jpeg",
            "image/png",
            "image/bmp",
            "image/x-ms-bmp",
            "image/tiff",
            "application/octet-stream",
            // what curl says of --data-binary unless told otherwise
            "application/x-www-form-urlencoded");

    /** Checks everything that can be checked before the body is read. */
    static FrameRequest read(String method, URI uri, Headers headers, Optional<Secret> token, List<String> cameras)
            throws RefusedException {
        if (token.isPresent()) {
            authorise(headers, token.get());
        }
        Matcher path = PATH.matcher(uri.getRawPath());
        if (!path.matches()) {
            throw refused(
                    404, RefusalReason.BAD_REQUEST, "there is nothing at this path", "POST to /cameras/CAMERA/frames");
        }
        if (!method.equals("POST")) {
            throw new RefusedException(new Refusal(
                    405,
                    RefusalReason.BAD_REQUEST,
                    method + " is not understood here",
                    "use POST",
                    Map.of("Allow", "POST")));
        }
        // decoded after matching, so that an encoded slash stays within the name and is refused with it
        String camera = URI.create("/" + path.group(1)).getPath().substring(1);
        if (!Frame.isName(camera)) {
            throw refused(
                    400,
                    RefusalReason.INVALID_NAME,
                    "the camera's name cannot travel",
                    "use 1 to 200 characters, no slash");
        }
        if (!cameras.isEmpty() && !cameras.contains(camera)) {
            throw refused(
                    404,
                    RefusalReason.INVALID_NAME,
                    "no such camera",
                    "use one of those listed under cameras, or add it there");
        }
        contentType(headers);
        String product = text(headers, PRODUCT)
                .orElseThrow(() -> refused(
                        400,
                        RefusalReason.BAD_REQUEST,
                        "the header " + PRODUCT + " is missing",
                        "name the product class in it"));
        return new FrameRequest(camera, product, text(headers, PART), text(headers, FRAME), time(headers));
    }

    private static void authorise(Headers headers, Secret token) throws RefusedException {
        String given = headers.getFirst("Authorization");
        boolean bearer = given != null && given.regionMatches(true, 0, "Bearer ", 0, 7);
        if (!bearer || !token.matches(given.substring(7).strip())) {
            throw new RefusedException(new Refusal(
                    401,
                    RefusalReason.UNAUTHORIZED,
                    "no valid token",
                    "send Authorization: Bearer TOKEN with the token of this ingest",
                    Map.of("WWW-Authenticate", "Bearer")));
        }
    }

    private static void contentType(Headers headers) throws RefusedException {
        String given = headers.getFirst("Content-Type");
        if (given != null) {
            String type = given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            if (!CONTENT_TYPES.contains(type)) {
                throw refused(
                        415,
                        RefusalReason.NOT_AN_IMAGE,
                        "the content type is no image that Invigil reads",
                        "send JPEG, PNG, BMP or TIFF as the body itself, no form, with Content-Type image/jpeg and the like");
            }
        }
    }

    private static Optional<String> text(Headers headers, String name) throws RefusedException {
        String given = headers.getFirst(name);
        if (given == null) {
            return Optional.empty();
        }
        String text = utf8(given, name);
        if (!Frame.isText(text)) {
            throw refused(
                    400,
                    RefusalReason.INVALID_NAME,
                    "the header " + name + " cannot travel",
                    "use 1 to 200 characters, no control characters");
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
            throw refused(400, RefusalReason.BAD_REQUEST, "the header " + name + " is no UTF-8", "write it in UTF-8");
        }
    }

    private static Optional<Instant> time(Headers headers) throws RefusedException {
        String given = headers.getFirst(CAPTURED);
        if (given == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(given.strip()).toInstant());
        } catch (DateTimeException e) {
            throw refused(
                    400,
                    RefusalReason.BAD_REQUEST,
                    "the header " + CAPTURED + " is no time",
                    "write it as in RFC 3339, such as 2026-03-01T12:00:00.250Z");
        }
    }

    private static RefusedException refused(int status, RefusalReason reason, String error, String remedy) {
        return new RefusedException(Refusal.of(status, reason, error, remedy));
    }
}
