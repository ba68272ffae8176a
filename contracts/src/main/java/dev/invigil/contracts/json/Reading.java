// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.json;

import java.util.function.Function;

/** The result of decoding a JSON record. */
public sealed interface Reading<T> {

    /** The result of the function for this kind of reading. */
    <R> R fold(Function<T, R> accepted, Function<Refused<T>, R> refused);

    /** A record of this or an earlier schema. */
    record Accepted<T>(T value) implements Reading<T> {
        @Override
        public <R> R fold(Function<T, R> accepted, Function<Refused<T>, R> refused) {
            return accepted.apply(value);
        }
    }

    /**
     * The bytes are not a valid record of this kind.
     *
     * @param refusal the cause, which is also the metric's label and the dead letter's reason
     * @param detail one line for the operator: what is wrong and what to do
     */
    record Refused<T>(Refusal refusal, String detail) implements Reading<T> {
        @Override
        public <R> R fold(Function<T, R> accepted, Function<Refused<T>, R> refused) {
            return refused.apply(this);
        }
    }

    /** Why a record was refused. */
    enum Refusal {
        /** The record has no value. */
        EMPTY,
        /** The bytes are not a JSON object. */
        NOT_JSON,
        /** Written by a newer version, in a schema that this version does not know. */
        UNKNOWN_SCHEMA,
        /** JSON that does not match the schema. */
        INVALID
    }
}
