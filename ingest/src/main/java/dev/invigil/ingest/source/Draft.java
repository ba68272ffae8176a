// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.source;

import java.time.Instant;
import java.util.Optional;

/**
 * A frame without a number.
 *
 * @param source name of the source it came from
 * @param name what the source knows it by: a relative path, or camera and frame id. A draft whose name is already noted with the same
 *     {@code frameId} is not sent again
 * @param frameId unique among all frames
 * @param contentType media type told from the content
 * @param digest SHA-256 of the image, lower-case hex
 * @param stamp means something to the source only, which finds it in the note on the frame: it tells states of what has the same name
 *     apart; {@link #NO_STAMP} when the source needs none
 * @param image the encoded image; not copied
 */
public record Draft(
        String source,
        String name,
        String frameId,
        String camera,
        Optional<String> partId,
        String productId,
        Instant capturedAt,
        String contentType,
        String digest,
        long stamp,
        byte[] image) {

    /** For sources that need no stamp. */
    public static final long NO_STAMP = 0;
}
