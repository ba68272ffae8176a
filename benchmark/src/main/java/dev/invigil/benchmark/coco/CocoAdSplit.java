// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One of the four splits: a quarter of the 80 categories is anomalous. Categories are numbered 0 … 79 in ascending order of COCO's identifiers, which
 * have gaps.
 *
 * @param index 0 … 3; labels {@code 20 index} … {@code 20 index + 19} are anomalous
 */
public record CocoAdSplit(int index) {
    /** How many categories COCO has. */
    static final int CATEGORIES = 80;

    private static final int ANOMALOUS = 20;

    public CocoAdSplit {
        if (index < 0 || index >= CATEGORIES / ANOMALOUS) {
            throw new IllegalArgumentException(
                    "split " + index + ", but there are 0 to " + (CATEGORIES / ANOMALOUS - 1));
        }
    }

    /** All four. */
    public static List<CocoAdSplit> all() {
        return IntStream.range(0, CATEGORIES / ANOMALOUS)
                .mapToObj(CocoAdSplit::new)
                .toList();
    }

    boolean anomalous(int label) {
        return label / ANOMALOUS == index;
    }

    /** Whether none of the labels is anomalous. */
    boolean normal(BitSet labels) {
        int first = labels.nextSetBit(ANOMALOUS * index);
        return first < 0 || !anomalous(first);
    }

    /** The split's name in files: {@code 20_0} … {@code 20_3}. */
    String fileName() {
        return ANOMALOUS + "_" + index;
    }
}
