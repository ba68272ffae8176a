// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.frame;

import java.text.Normalizer;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One image of one part, as captured by a camera.
 *
 * @param id unique among all frames, never reused
 * @param line the production line, the first element of {@code ce_source}
 * @param camera the camera, the record's key; unique in an installation
 * @param partId the part in front of the camera, when the sender knows it
 * @param productId the product, which selects the threshold
 * @param sequence number of the frame within its camera, from 0 to {@link #MAX_SEQUENCE} and without gaps, when the
 *     sender numbers its frames
 * @param capturedAt when the camera captured the image; as {@link CaptureTime} accepts it
 * @param contentType as stated by the sender, for example {@code image/jpeg}; the scorer determines the format from the content
 * @param digest SHA-256 of the image in lower-case hex, when the sender gives one
 * @param image the encoded image; not copied
 */
public record Frame(
        String id,
        String line,
        String camera,
        Optional<String> partId,
        String productId,
        OptionalLong sequence,
        Instant capturedAt,
        Optional<String> contentType,
        Optional<String> digest,
        byte[] image) {

    /** Id, line, camera, part, product and content type are at most this long. */
    public static final int MAX_TEXT = 200;

    /** The highest sequence number: 18 decimal digits, the most that {@code ce_sequence} may have. */
    public static final long MAX_SEQUENCE = 999_999_999_999_999_999L;

    /** The rule of {@link #isText} as text for messages. */
    public static final String TEXT_RULE =
            "1 to " + MAX_TEXT + " characters, none of them control or direction characters, and not . or ..";

    /** The rule of {@link #isName} as text for messages. */
    public static final String NAME_RULE = TEXT_RULE + ", without a slash";

    public Frame {
        requireText(id, "id");
        requireName(line, "line");
        requireName(camera, "camera");
        partId.ifPresent(part -> requireText(part, "part id"));
        requireText(productId, "product id");
        if (sequence.isPresent() && !isSequence(sequence.getAsLong())) {
            throw new IllegalArgumentException(
                    "a frame's sequence must be 0 to " + MAX_SEQUENCE + ", but is " + sequence.getAsLong());
        }
        if (!CaptureTime.isAcceptable(capturedAt)) {
            throw new IllegalArgumentException(
                    "a frame's capture time must be within the years 1970 to 2199, but is " + capturedAt);
        }
        contentType.ifPresent(type -> requireText(type, "content type"));
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(image, "image");
    }

    /**
     * Whether the text is a valid identifier. {@code ingest} and the scorer share this rule.
     *
     * <p>Refused are blank and overlong texts, {@code .} and {@code ..} (which have a meaning in paths), and all invisible or misleading
     * characters: control characters, line separators, text-direction controls, the
     * byte-order mark, unpaired surrogates, and U+FFFD, which replaces undecodable bytes and would make different names equal.
     */
    public static boolean isText(String text) {
        return text != null
                && !text.isBlank()
                && text.length() <= MAX_TEXT
                && !text.equals(".")
                && !text.equals("..")
                && text.codePoints().noneMatch(Frame::isForbidden);
    }

    /**
     * Whether the text can name a line or a camera: {@link #isText} without a slash, because the slash separates line and camera in paths.
     */
    public static boolean isName(String text) {
        return isText(text) && text.indexOf('/') < 0;
    }

    /** Whether the number can be a frame's sequence number: 0 to {@link #MAX_SEQUENCE}. */
    public static boolean isSequence(long number) {
        return number >= 0 && number <= MAX_SEQUENCE;
    }

    /**
     * The form in which names are kept and compared: Unicode's NFC. Some systems write an umlaut as one character, others as a letter
     * and a mark; without this they would count as two products.
     */
    public static String canonical(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    private static boolean isForbidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            default ->
                c == 0xFFFD
                        || c == 0xFEFF
                        || c == 0x061C
                        || (c >= 0x200E && c <= 0x200F)
                        || (c >= 0x202A && c <= 0x202E)
                        || (c >= 0x2066 && c <= 0x2069)
                        // U+FFFE and U+FFFF of every plane are not characters
                        || (c & 0xFFFE) == 0xFFFE;
        };
    }

    private static void requireText(String value, String name) {
        if (!isText(value)) {
            throw new IllegalArgumentException("a frame's " + name + " must have " + TEXT_RULE);
        }
    }

    private static void requireName(String value, String name) {
        if (!isName(value)) {
            throw new IllegalArgumentException("a frame's " + name + " must have " + NAME_RULE);
        }
    }
}
