// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.frame;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Line and camera as given in {@code ce_source}. */
record FrameSource(String line, String camera) {

    /** Reads {@code /line/camera}, a URI reference of exactly two path segments; empty for any other text. */
    static Optional<FrameSource> parse(String text) {
        try {
            URI uri = new URI(text);
            if (uri.isAbsolute()
                    || uri.getRawAuthority() != null
                    || uri.getRawQuery() != null
                    || uri.getRawFragment() != null) {
                return Optional.empty();
            }
            String[] segments = uri.getRawPath().split("/", -1);
            if (segments.length != 3 || !segments[0].isEmpty()) {
                return Optional.empty();
            }
            // decode after splitting, so that an encoded slash does not create a third segment
            String line = decoded(segments[1]);
            String camera = decoded(segments[2]);
            return Frame.isName(line) && Frame.isName(camera)
                    ? Optional.of(new FrameSource(line, camera))
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static String decoded(String segment) throws URISyntaxException {
        return new URI("/" + segment).getPath().substring(1);
    }
}
