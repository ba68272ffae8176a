// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.scorer.model.ModelFacts;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The stages around one model: preparation of images before the device and decision after it. Any thread may use them; they hold no native
 * memory.
 */
final class ModelStages {
    private final ModelFacts facts;
    private final DecodeStage decoding;
    private final DecisionStage decision;
    private final AtomicInteger undecided = new AtomicInteger();

    ModelStages(ModelFacts facts, DecodeStage decoding, DecisionStage decision) {
        this.facts = facts;
        this.decoding = decoding;
        this.decision = decision;
    }

    ModelFacts facts() {
        return facts;
    }

    DecodeStage decoding() {
        return decoding;
    }

    DecisionStage decision() {
        return decision;
    }

    /** Whether the model can score the frame as it was prepared. */
    boolean fits(Prepared frame) {
        return frame.input().equals(facts.preprocessing())
                && facts.knows(frame.accepted().frame().productId());
    }

    /** A batch of this model was scored and waits for its decisions. */
    void batchScored() {
        undecided.incrementAndGet();
    }

    /** All frames of a batch are decided. */
    void batchDecided() {
        undecided.decrementAndGet();
    }

    /** Whether all batches that the model has scored are decided. */
    boolean isIdle() {
        return undecided.get() == 0;
    }
}
