// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

/** What a bearer token allows. */
public enum Role {
    /** To send frames. */
    INGEST,
    /** To confirm or overturn decisions: to write labels. */
    REVIEW,
    /** Everything, also to start and cancel runs. */
    ADMIN;

    /** Whether this role includes the other one. */
    boolean includes(Role other) {
        return this == ADMIN || this == other;
    }
}
