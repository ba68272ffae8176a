// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.scorer.model.Impression;
import dev.invigil.scorer.model.ModelFacts;
import java.util.List;

/**
 * A batch that has been through the network of one model.
 *
 * @param stages those of the model that scored it
 * @param impressions one per frame
 * @param forwardNanos when the forward pass began
 * @param scoredNanos when its results were on the heap
 * @param liveNativeResources held by the model after the batch
 */
record ScoredBatch(
        ModelStages stages,
        List<Prepared> frames,
        List<Impression> impressions,
        long forwardNanos,
        long scoredNanos,
        long liveNativeResources) {
    ScoredBatch {
        if (frames.size() != impressions.size()) {
            throw new IllegalStateException(
                    "the model gave " + impressions.size() + " results for " + frames.size() + " frames");
        }
    }

    /** The model that scored it. */
    ModelFacts model() {
        return stages.facts();
    }
}
