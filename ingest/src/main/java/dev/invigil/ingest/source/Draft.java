// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.source;

import java.time.Instant;
import java.util.Optional;

/**
 * A frame without a sequence number.
 *
 * @param source name of its source
 * @param name its name within the source: a relative path, or the frame id. A draft whose name is already recorded with the same
 *     {@code frameId} is not sent again
 * @param frameId unique among all frames
 * @param contentType media type determined from the content
 * @param digest SHA-256 of the image, lower-case hex
 * @param stamp used by the source only, which finds it in the record of the sent frame: it distinguishes versions of a file with the same
 *     name; {@link #NO_STAMP} when not needed
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
