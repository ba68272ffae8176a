// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.registry;

import dev.invigil.contracts.model.ModelRecord;
import java.util.List;
import java.util.function.Function;

/** The decision on a request to change the state of models. */
public sealed interface ModelChange {
    /** The result of the function for this kind of decision. */
    <R> R fold(Function<Write, R> write, Function<Refused, R> refused);

    /**
     * The change is allowed.
     *
     * @param records all that change, the most important one first: a reader that sees only some of them still sees a model that decides
     */
    record Write(List<ModelRecord> records) implements ModelChange {
        public Write {
            records = List.copyOf(records);
            if (records.isEmpty()) {
                throw new IllegalArgumentException("a change needs at least one record");
            }
        }

        /** The record of the model that was asked for. */
        public ModelRecord first() {
            return records.get(0);
        }

        @Override
        public <R> R fold(Function<Write, R> write, Function<Refused, R> refused) {
            return write.apply(this);
        }
    }

    /**
     * The change is not allowed in the present state.
     *
     * @param cause for programs
     * @param detail for operators
     * @param remedy what the operator can do
     */
    record Refused(Cause cause, String detail, String remedy) implements ModelChange {
        /** Detail and remedy in one line. */
        public String message() {
            return detail + "; " + remedy;
        }

        @Override
        public <R> R fold(Function<Write, R> write, Function<Refused, R> refused) {
            return refused.apply(this);
        }
    }

    /** Why a change is not allowed. */
    enum Cause {
        /** No model has this digest. */
        UNKNOWN_MODEL,
        /** The model is on the list already. */
        ALREADY_LISTED,
        /** The model is in this state already. */
        ALREADY_IN_STATE,
        /** The scorers decide by this model. */
        IS_ACTIVE,
        /** The model was rejected, and the change was not forced. */
        IS_REJECTED,
        /** The model is not in shadow. */
        NOT_IN_SHADOW,
        /** The model was active before; its place in the order of activations would be lost. */
        WAS_ACTIVE,
        /** No model is active. */
        NONE_ACTIVE,
        /** No other model was active before. */
        NONE_EARLIER
    }
}
