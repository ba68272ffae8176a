// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.json;

/** The result of decoding a JSON record. */
public sealed interface Reading<T> {

    /** A record of this or an earlier schema. */
    record Accepted<T>(T value) implements Reading<T> {}

    /**
     * The bytes are not a valid record of this kind.
     *
     * @param refusal the cause, which is also the metric's label and the dead letter's reason
     * @param detail one line for the operator: what is wrong and what to do
     */
    record Refused<T>(Refusal refusal, String detail) implements Reading<T> {}

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
