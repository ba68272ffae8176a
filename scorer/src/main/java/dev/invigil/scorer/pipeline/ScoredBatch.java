// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.model.ModelOutput;
import java.util.List;

/**
 * A batch that was scored by one model.
 *
 * @param stages the stages of the model that scored it
 * @param outputs one per frame
 * @param forwardNanos when the forward pass began
 * @param scoredNanos when its results were on the heap
 * @param liveNativeResources held by the model after the batch
 */
record ScoredBatch(
        ModelStages stages,
        List<Prepared> frames,
        List<ModelOutput> outputs,
        long forwardNanos,
        long scoredNanos,
        long liveNativeResources) {
    ScoredBatch {
        if (frames.size() != outputs.size()) {
            throw new IllegalStateException(
                    "the model gave " + outputs.size() + " results for " + frames.size() + " frames");
        }
    }

    /** The model that scored it. */
    ModelFacts model() {
        return stages.facts();
    }
}
