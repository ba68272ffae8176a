// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import dev.invigil.detector.tensor.Sha256;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The images that a model was trained on, so that none of them ever calibrates it: an image that was learned scores too low.
 * The same image saved again counts as another one, because digests are of bytes.
 *
 * @param digests SHA-256 of their bytes
 */
public record TrainingPictures(SortedSet<String> digests) {
    public TrainingPictures {
        digests = Collections.unmodifiableSortedSet(new TreeSet<>(digests));
        for (String digest : digests) {
            if (!Sha256.isDigest(digest)) {
                throw new IllegalArgumentException("not a SHA-256 digest: " + digest);
            }
        }
    }

    public static TrainingPictures of(Collection<String> digests) {
        return new TrainingPictures(new TreeSet<>(digests));
    }

    public boolean contains(String digest) {
        return digests.contains(digest);
    }

    /** One digest per line, sorted: digests only, because file names may be confidential. */
    String text() {
        StringBuilder lines = new StringBuilder();
        digests.forEach(digest -> lines.append(digest).append('\n'));
        return lines.toString();
    }
}
