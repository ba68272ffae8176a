// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.frame;

import java.text.Normalizer;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One picture of one part, as a camera gave it.
 *
 * @param id unique among all frames, for ever
 * @param line the production line, the first element of {@code ce_source}
 * @param camera the camera, the record's key; unique in an installation
 * @param partId the part in front of the camera, when the sender knows it
 * @param productId the product class, by which the threshold is chosen
 * @param sequence number of the frame within its camera, from 0 and without gaps, when the sender counts
 * @param capturedAt when the camera took it
 * @param contentType as the sender says, for example {@code image/jpeg}; the scorer goes by the content
 * @param digest SHA-256 of the image in lower-case hex, when the sender gives one
 * @param image the encoded image itself; not copied
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

    /** What {@link #isText} asks for, in words. */
    public static final String TEXT_RULE =
            "1 to " + MAX_TEXT + " characters, none of them control or direction characters, and not . or ..";

    /** What {@link #isName} asks for, in words. */
    public static final String NAME_RULE = TEXT_RULE + ", without a slash";

    public Frame {
        requireText(id, "id");
        requireName(line, "line");
        requireName(camera, "camera");
        partId.ifPresent(part -> requireText(part, "part id"));
        requireText(productId, "product id");
        if (sequence.isPresent() && sequence.getAsLong() < 0) {
            throw new IllegalArgumentException("a frame's sequence is not negative, but is " + sequence.getAsLong());
        }
        Objects.requireNonNull(capturedAt, "capturedAt");
        contentType.ifPresent(type -> requireText(type, "content type"));
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(image, "image");
    }

    /**
     * Whether the text can identify something. {@code ingest} and the scorer share this rule.
     *
     * <p>Refused are blank and overlong texts, {@code .} and {@code ..} (which mean something else in paths), and every character that
     * is not what it seems, or is not there at all: control characters, line separators, those that change the direction of writing, the
     * byte-order mark, half surrogate pairs, and U+FFFD, which stands for bytes that could not be decoded: two different names would
     * become one.
     */
    public static boolean isText(String text) {
        return text != null
                && !text.isBlank()
                && text.length() <= MAX_TEXT
                && !text.equals(".")
                && !text.equals("..")
                && text.codePoints().noneMatch(Frame::isForbidden);
    }

    /** Whether the text can name a line or a camera: {@link #isText} without a slash, which parts the two in paths. */
    public static boolean isName(String text) {
        return isText(text) && text.indexOf('/') < 0;
    }

    /**
     * The form in which names are kept and compared: Unicode's NFC. Some systems write an umlaut as one character, others as a letter
     * and a mark; without this they would be two products.
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
                        // U+FFFE and U+FFFF of every plane are no characters
                        || (c & 0xFFFE) == 0xFFFE;
        };
    }

    private static void requireText(String value, String name) {
        if (!isText(value)) {
            throw new IllegalArgumentException("a frame's " + name + " must have " + TEXT_RULE);
        }
    }

    private static void requireName(String value, String name) {
        requireText(value, name);
        if (!isName(value)) {
            throw new IllegalArgumentException("a frame's " + name + " must not contain a slash");
        }
    }
}
