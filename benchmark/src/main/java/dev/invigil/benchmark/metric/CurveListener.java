// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Receives the corners of a class's curve, from the highest score to the lowest: each distinct score that some anomalous one has, and
 * the end of each stretch in which only normal ones join. Between two corners every area is a trapezoid and no F1 or IoU is higher.
 */
interface CurveListener {

    /**
     * @param key the threshold as a key: counted is every score whose {@link ScoreType} key is at most this
     * @param truePositives anomalous ones (pixels or images) among them
     * @param falsePositives normal ones among them
     * @param overlap sum over all regions of the covered share of the region; 0 for images
     */
    void point(long key, long truePositives, long falsePositives, double overlap);

    /** Ascending keys at which this listener must be called even without a corner. */
    default long[] stops() {
        return new long[0];
    }

    /** All keys at which one of {@code listeners} must be told, and the last one, upward and each once. */
    static long[] stops(List<? extends CurveListener> listeners, long lowestKey) {
        return Stream.concat(listeners.stream().map(CurveListener::stops), Stream.of(new long[] {lowestKey}))
                .flatMapToLong(Arrays::stream)
                .sorted()
                .distinct()
                .toArray();
    }
}
