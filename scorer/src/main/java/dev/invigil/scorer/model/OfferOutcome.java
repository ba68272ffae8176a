// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.model;

import java.util.Optional;

/** How an offer of a model to a running scorer ended. */
public sealed interface OfferOutcome {

    /** The label of metrics: {@code ACTIVE}, or the reason of the refusal. */
    String label();

    /**
     * The model scores every batch that starts from now on, until another one replaces it.
     *
     * @param model the facts of the model
     */
    record Active(ModelFacts model) implements OfferOutcome {
        /** The label of metrics. */
        public static final String LABEL = "ACTIVE";

        @Override
        public String label() {
            return LABEL;
        }
    }

    /**
     * The model does not score; the one that was active before goes on.
     *
     * @param reason why, for metrics
     * @param detail why, for the operator
     * @param cause what failed, when something did
     */
    record Refused(RefusalReason reason, String detail, Optional<Throwable> cause) implements OfferOutcome {
        @Override
        public String label() {
            return reason.name();
        }
    }
}
