// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.backbone;

import java.net.URI;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A backbone that is published.
 *
 * @param name by which it is fetched and trained on
 * @param architecture a name in {@link dev.invigil.detector.encoder.ResNet#KNOWN}
 * @param url of the file
 * @param bytes the file's length; empty where we do not know it for sure
 * @param sha256 of the file: all 64 hex digits, or the first eight, which the publisher wrote into its name, where we do not know
 *     more for sure
 * @param licence of the project that publishes it
 * @param note whose it is and what it is good for
 */
public record KnownBackbone(
        String name, String architecture, URI url, OptionalLong bytes, String sha256, String licence, String note) {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{8}|[0-9a-f]{64}");

    public KnownBackbone {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(licence, "licence");
        Objects.requireNonNull(note, "note");
        if (!DIGEST.matcher(sha256).matches()) {
            throw new IllegalArgumentException(name + " has neither a SHA-256 digest nor the first digits of one");
        }
    }

    /** The file's name, as its publisher calls it. */
    public String file() {
        String path = url.getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether a file of this digest is the one. */
    boolean hasDigest(String digest) {
        return digest.startsWith(sha256);
    }
}
