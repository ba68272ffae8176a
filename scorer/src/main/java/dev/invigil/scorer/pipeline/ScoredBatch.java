// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.detector.map.AnomalyMap;
import java.util.List;

/**
 * A batch that has been through the network.
 *
 * @param maps raw maps, one per frame
 * @param forwardNanos when the forward pass began
 * @param scoredNanos when its maps were on the heap
 * @param liveNativeResources held by the model after the batch
 */
record ScoredBatch(
        List<Prepared> frames, List<AnomalyMap> maps, long forwardNanos, long scoredNanos, long liveNativeResources) {
    ScoredBatch {
        if (frames.size() != maps.size()) {
            throw new IllegalStateException("the model gave " + maps.size() + " maps for " + frames.size() + " frames");
        }
    }
}
