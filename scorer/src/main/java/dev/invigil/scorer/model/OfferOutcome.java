// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.model;

import java.util.Optional;

/** The result of offering a model to a running scorer. */
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
     * The model was refused; the active model stays in use.
     *
     * @param reason why, for metrics
     * @param detail why, for the operator
     * @param cause the failure, if any
     */
    record Refused(RefusalReason reason, String detail, Optional<Throwable> cause) implements OfferOutcome {
        @Override
        public String label() {
            return reason.name();
        }
    }
}
