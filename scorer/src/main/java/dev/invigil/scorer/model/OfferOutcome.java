// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.model;

import java.util.Optional;
import java.util.function.Function;

/** The result of offering a model to a running scorer. */
public sealed interface OfferOutcome {

    /** The label of metrics: {@code ACTIVE}, or the reason of the refusal. */
    String label();

    /** The result of the function for this kind of outcome. */
    <R> R fold(Function<Active, R> active, Function<Refused, R> refused);

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

        @Override
        public <R> R fold(Function<Active, R> active, Function<Refused, R> refused) {
            return active.apply(this);
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

        @Override
        public <R> R fold(Function<Active, R> active, Function<Refused, R> refused) {
            return refused.apply(this);
        }
    }
}
