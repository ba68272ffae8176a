// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import dev.invigil.detector.map.IgnoreMask;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How the maps of one camera are inspected. A mask lowers scores and a minimum area only makes decisions milder, so a guarantee about
 * false rejects that was made without them holds with them.
 *
 * @param minimumArea a region above the threshold needs at least this many pixels of the map to decide; at least 1
 * @param mask the pixels that do not count
 * @param shape width over height of the image that the mask was drawn on, where that is known
 */
public record CameraRule(int minimumArea, Optional<IgnoreMask> mask, OptionalDouble shape) {
    /** Every pixel counts, and one is enough. */
    public static final CameraRule NONE = new CameraRule(1, Optional.empty());

    public CameraRule {
        if (minimumArea < 1) {
            throw new IllegalArgumentException(
                    "the minimum area of a region must be at least 1 pixel, but is " + minimumArea);
        }
    }

    /** Names the mask, see {@link IgnoreMask#digest}; empty when every pixel counts. */
    public Optional<String> maskDigest() {
        return mask.map(IgnoreMask::digest);
    }

    /** A rule whose mask fits any image. */
    public CameraRule(int minimumArea, Optional<IgnoreMask> mask) {
        this(minimumArea, mask, OptionalDouble.empty());
    }
}
