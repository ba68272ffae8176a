// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.scorer.model.ScoringModel;
import java.util.List;
import java.util.concurrent.Future;

/**
 * A slot for one model on the device, as a state. Each transition is a method of the state that it leaves.
 *
 * <pre>
 *   Empty ──► Loading ──► Warming ──► Active ──► Draining ──► Closed
 *                └───────────┴────── a failure ─────────────────┘
 * </pre>
 *
 * Used by the device thread only.
 */
sealed interface ModelSlot {

    /** No model. */
    record Empty() implements ModelSlot {
        Loading load(Candidate candidate, ScoringModel.Source source) {
            return new Loading(candidate, source);
        }
    }

    /**
     * The files are read and verified; the model is not on the device yet.
     *
     * @param source opens the model
     */
    record Loading(Candidate candidate, ScoringModel.Source source) implements ModelSlot {
        /**
         * @param stages completed while the model warms up
         * @param sizes of the batches to warm it with, in this order
         */
        Warming opened(ScoringModel model, Future<ModelStages> stages, List<Integer> sizes) {
            return new Warming(candidate, model, stages, sizes);
        }

        Closed refused() {
            return new Closed();
        }
    }

    /**
     * The model is on the device and runs each size of batch once, one call between two batches of the active model.
     *
     * @param stages created on another thread
     * @param sizes still to run, in this order
     */
    record Warming(Candidate candidate, ScoringModel model, Future<ModelStages> stages, List<Integer> sizes)
            implements ModelSlot {
        public Warming {
            sizes = List.copyOf(sizes);
        }

        /** The first of the sizes has been run. */
        Warming warmed() {
            return new Warming(candidate, model, stages, sizes.subList(1, sizes.size()));
        }

        boolean isWarm() {
            return sizes.isEmpty();
        }

        Active activated(ModelStages ready) {
            return new Active(model, ready);
        }

        Closed refused() {
            model.close();
            return new Closed();
        }
    }

    /** The model scores every batch that starts. */
    record Active(ScoringModel model, ModelStages stages) implements ModelSlot {
        Draining replaced() {
            return new Draining(model, stages);
        }
    }

    /** Another model is active. Scored batches of this one may still wait for their decisions; no new batch starts. */
    record Draining(ScoringModel model, ModelStages stages) implements ModelSlot {
        boolean isDrained() {
            return stages.isIdle();
        }

        Closed closed() {
            model.close();
            return new Closed();
        }
    }

    /** The model is closed. */
    record Closed() implements ModelSlot {}
}
