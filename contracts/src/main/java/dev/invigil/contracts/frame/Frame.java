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

    public Frame {
        requireText(id, "id");
        requireText(line, "line");
        requireText(camera, "camera");
        requireText(productId, "productId");
        Objects.requireNonNull(partId, "partId");
        Objects.requireNonNull(sequence, "sequence");
        Objects.requireNonNull(capturedAt, "capturedAt");
        Objects.requireNonNull(contentType, "contentType");
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(image, "image");
    }

    private static void requireText(String value, String name) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("a frame needs a " + name);
        }
    }
}
