// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.model;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The models that a scorer is to use, one after the other. */
public interface ModelSupply extends AutoCloseable {
    /**
     * The model to open first. Waits until there is one. Called once, when the topics exist.
     *
     * @param onFailure called, on another thread, with the error after which no newer model is noticed
     */
    ScoringModel.Source first(Consumer<Throwable> onFailure) throws InterruptedException;

    /** The model to open instead of the one before, which was refused at the start; empty when there is no other. */
    Optional<ScoringModel.Source> insteadOf(OfferOutcome.Refused refused);

    /**
     * The last model that was handed out scores now. From now on newer models may be offered.
     */
    void serving(ModelFacts model, Offers offers);

    /** Takes models of a supply. Any thread; a refusal has no effect on the scorer. */
    interface Offers {
        /** A model to replace the one that scores. */
        CompletableFuture<OfferOutcome> active(ScoringModel.Source model);

        /** A model to score frames without effect; replaces the one that does. */
        CompletableFuture<OfferOutcome> shadow(ScoringModel.Source model);

        /** No model scores without effect any more. */
        void noShadow();
    }

    /** Why {@link #first} waits; empty when it does not. Any thread. */
    Optional<String> waiting();

    @Override
    void close();

    /** Always this model. */
    static ModelSupply of(ScoringModel.Source only) {
        return new ModelSupply() {
            @Override
            public ScoringModel.Source first(Consumer<Throwable> onFailure) {
                return only;
            }

            @Override
            public Optional<ScoringModel.Source> insteadOf(OfferOutcome.Refused refused) {
                return Optional.empty();
            }

            @Override
            public void serving(ModelFacts model, Offers offers) {
                // there is no newer model
            }

            @Override
            public Optional<String> waiting() {
                return Optional.empty();
            }

            @Override
            public void close() {
                // it holds nothing
            }
        };
    }
}
