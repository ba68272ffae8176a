// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import dev.invigil.detector.tensor.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The images and parts that a model was trained on, so that none of them ever calibrates it: an image that was learned scores too low,
 * and so does another view of its part. The same image saved again counts as another one, because digests are of bytes; a part is
 * recognised only where the data names parts.
 *
 * @param digests SHA-256 of the images' bytes, and {@link #ofPart} of the parts that have an id
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

    /**
     * What stands in the list for a part with several views.
     *
     * @param product whose part it is
     * @param id of the part within the product, as the data has it
     */
    public static String ofPart(String product, String id) {
        return Sha256.of(("part " + id + " of " + product).getBytes(StandardCharsets.UTF_8));
    }

    public boolean contains(String digest) {
        return digests.contains(digest);
    }

    /** One digest per line, sorted: digests only, because names may be confidential. */
    String text() {
        StringBuilder lines = new StringBuilder();
        digests.forEach(digest -> lines.append(digest).append('\n'));
        return lines.toString();
    }
}
