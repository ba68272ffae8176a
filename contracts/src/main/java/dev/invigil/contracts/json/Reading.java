// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.json;

/** What the bytes of a JSON record turned out to be. */
public sealed interface Reading<T> {

    /** A record of this or an earlier schema. */
    record Accepted<T>(T value) implements Reading<T> {}

    /**
     * Bytes that are no such record.
     *
     * @param refusal the cause, which is also the metric's label and the dead letter's reason
     * @param detail one line for a person: what is wrong and what to do
     */
    record Refused<T>(Refusal refusal, String detail) implements Reading<T> {}

    /** Why a record was refused. */
    enum Refusal {
        /** The record has no value. */
        EMPTY,
        /** The bytes are no JSON object. */
        NOT_JSON,
        /** Written by a newer version, in a schema that this version does not know. */
        UNKNOWN_SCHEMA,
        /** JSON, but not of the shape that the schema asks for. */
        INVALID
    }
}
