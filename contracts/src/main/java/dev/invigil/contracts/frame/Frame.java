// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.frame;

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

    /** Whether the text can identify something: not blank, at most {@value #MAX_TEXT} characters, none of them control. */
    public static boolean isText(String text) {
        return text != null
                && !text.isBlank()
                && text.length() <= MAX_TEXT
                && text.chars().noneMatch(Character::isISOControl);
    }

    /** Whether the text can name a line or a camera: {@link #isText} without a slash, which parts the two in paths. */
    public static boolean isName(String text) {
        return isText(text) && text.indexOf('/') < 0;
    }

    private static void requireText(String value, String name) {
        if (!isText(value)) {
            throw new IllegalArgumentException("a frame's " + name + " must have 1 to " + MAX_TEXT
                    + " characters, none of them control characters");
        }
    }

    private static void requireName(String value, String name) {
        requireText(value, name);
        if (!isName(value)) {
            throw new IllegalArgumentException("a frame's " + name + " must not contain a slash");
        }
    }
}
