// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.List;

/** All pixels of a class, or of a draw from its images, as the metrics see them: how many, and the walk over their scores. */
interface Pixels {
    ScoreType type();

    /** Defect pixels. */
    long positives();

    /** Normal pixels. */
    long negatives();

    /** Regions of all masks. */
    long regions();

    /** The key of the maximum. */
    long highestKey();

    /** The key of the minimum. */
    long lowestKey();

    /** One walk from the highest score to the lowest; all listeners hear the same points. */
    void walk(List<? extends CurveListener> listeners);

    default double max() {
        return type().score(highestKey());
    }

    default double min() {
        return type().score(lowestKey());
    }

    default boolean isConstant() {
        return highestKey() == lowestKey();
    }
}
