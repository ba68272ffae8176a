// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.scorer.model.OfferOutcome;
import dev.invigil.scorer.model.RefusalReason;
import dev.invigil.scorer.model.ScoringModel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * An offered model and the result of the offer.
 *
 * @param outcome completed once: when the model is active, or refused
 */
record Candidate(ScoringModel.Source source, CompletableFuture<OfferOutcome> outcome) {
    Candidate(ScoringModel.Source source) {
        this(source, new CompletableFuture<>());
    }

    void refuse(RefusalReason reason, String detail, Optional<Throwable> cause) {
        outcome.complete(new OfferOutcome.Refused(reason, detail, cause));
    }
}
