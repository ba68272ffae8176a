// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.invigil.contracts.reason.UnscoredReason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Typed access to a frame's headers. If a header occurs twice, the last one is used; an empty header counts as absent. */
final class HeaderReader {
    private static final Pattern NEWER_TYPE = Pattern.compile("dev\\.invigil\\.frame\\.v\\d+");
    private static final Pattern DECIMAL = Pattern.compile("\\d{1,18}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

    private final Headers headers;

    HeaderReader(Headers headers) {
        this.headers = headers;
    }

    void requireSchema() throws MalformedFrameException {
        String version = required(FrameHeaders.SPEC_VERSION);
        if (!version.equals(FrameHeaders.SPEC_VERSION_VALUE)) {
            throw new MalformedFrameException(
                    UnscoredReason.UNKNOWN_SCHEMA,
                    "ce_specversion is " + quoted(version) + "; only CloudEvents 1.0 is supported");
        }
        String type = required(FrameHeaders.TYPE);
        if (type.equals(FrameHeaders.TYPE_VALUE)) {
            return;
        }
        throw new MalformedFrameException(
                UnscoredReason.UNKNOWN_SCHEMA,
                NEWER_TYPE.matcher(type).matches()
                        ? "ce_type is " + quoted(type) + ", newer than " + FrameHeaders.TYPE_VALUE
                                + " which this version reads; upgrade the scorer"
                        : "ce_type is " + quoted(type) + "; the ce_type of a frame is " + FrameHeaders.TYPE_VALUE);
    }

    FrameSource source() throws MalformedFrameException {
        String text = required(FrameHeaders.SOURCE);
        return FrameSource.parse(text)
                .orElseThrow(() -> invalid(FrameHeaders.SOURCE, text, "use /line/camera, percent-encoded"));
    }

    String required(String name) throws MalformedFrameException {
        return optional(name)
                .orElseThrow(() -> new MalformedFrameException(
                        UnscoredReason.MISSING_HEADER, "the header " + name + " is missing; the sender must set it"));
    }

    Optional<String> optional(String name) throws MalformedFrameException {
        Header header = headers.lastHeader(name);
        if (header == null || header.value() == null || header.value().length == 0) {
            return Optional.empty();
        }
        byte[] value = header.value();
        if (value.length > FrameHeaders.MAX_VALUE_BYTES) {
            throw new MalformedFrameException(
                    UnscoredReason.INVALID_HEADER,
                    "the header " + name + " has " + value.length + " bytes; at most " + FrameHeaders.MAX_VALUE_BYTES
                            + " are allowed");
        }
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
            return text.isBlank() ? Optional.empty() : Optional.of(text);
        } catch (CharacterCodingException e) {
            throw new MalformedFrameException(
                    UnscoredReason.INVALID_HEADER, "the header " + name + " is not valid UTF-8; encode it as UTF-8");
        }
    }

    /** The source, if it is readable. Used for malformed records. */
    Optional<FrameSource> legibleSource() {
        try {
            return optional(FrameHeaders.SOURCE).flatMap(FrameSource::parse);
        } catch (MalformedFrameException e) {
            return Optional.empty();
        }
    }

    /** The header, if it is readable and allowed in a verdict. Used for malformed records. */
    Optional<String> legible(String name) {
        try {
            return optional(name).filter(Frame::isText);
        } catch (MalformedFrameException e) {
            return Optional.empty();
        }
    }

    Optional<Instant> time() throws MalformedFrameException {
        Optional<String> text = optional(FrameHeaders.TIME);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(CaptureTime.parse(text.get())
                .orElseThrow(() -> invalid(FrameHeaders.TIME, text.get(), "use " + CaptureTime.RULE)));
    }

    OptionalLong sequence() throws MalformedFrameException {
        Optional<String> text = optional(FrameHeaders.SEQUENCE);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!DECIMAL.matcher(text.get()).matches()) {
            throw invalid(FrameHeaders.SEQUENCE, text.get(), "use a decimal number, at least 0");
        }
        return OptionalLong.of(Long.parseLong(text.get()));
    }

    Optional<String> digest() throws MalformedFrameException {
        Optional<String> text = optional(FrameHeaders.DIGEST);
        if (text.isPresent() && !SHA256.matcher(text.get()).matches()) {
            throw invalid(FrameHeaders.DIGEST, text.get(), "use the SHA-256 of the image as 64 hexadecimal digits");
        }
        return text.map(digest -> digest.toLowerCase(Locale.ROOT));
    }

    private static MalformedFrameException invalid(String name, String text, String remedy) {
        return new MalformedFrameException(
                UnscoredReason.INVALID_HEADER, "the header " + name + " is " + quoted(text) + "; " + remedy);
    }

    /** For messages and logs: shortened, and without control characters, which could forge log lines. */
    private static String quoted(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", "?");
        return '"' + (clean.length() <= 80 ? clean : clean.substring(0, 79) + "…") + '"';
    }
}
