// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

import java.util.List;

/**
 * What was built.
 *
 * @param splits in the order asked for
 * @param droppedTrain images of train2017 that no split uses because they have no annotation
 * @param droppedVal the same of val2017
 */
public record CocoAdCounts(List<SplitCounts> splits, int droppedTrain, int droppedVal) {
    public CocoAdCounts {
        splits = List.copyOf(splits);
    }
}
