// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Good parts collected after a training, sorted by their use. A part that was used for training scores too low to guarantee
 * anything by, and an image that is there twice is one part.
 *
 * @param <P> a part, such as the path of its image
 * @param calibration parts that may set thresholds
 * @param trained parts that the model was trained on, left out
 * @param repeated parts whose image came before, left out
 */
public record FreshParts<P>(CalibrationParts<P> calibration, List<P> trained, List<P> repeated) {
    public FreshParts {
        trained = List.copyOf(trained);
        repeated = List.copyOf(repeated);
    }

    /**
     * @param digests what identifies a part's image, by part, in the order in which parts are to stay
     * @param isTrained whether the model was trained on this part, in this image or another
     */
    public static <P> FreshParts<P> of(Map<P, String> digests, Predicate<P> isTrained) {
        List<P> fresh = new ArrayList<>();
        List<P> trained = new ArrayList<>();
        List<P> repeated = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        digests.forEach((part, digest) -> {
            if (isTrained.test(part)) {
                trained.add(part);
            } else if (seen.add(digest)) {
                fresh.add(part);
            } else {
                repeated.add(part);
            }
        });
        return new FreshParts<>(new CalibrationParts<>(fresh), trained, repeated);
    }
}
