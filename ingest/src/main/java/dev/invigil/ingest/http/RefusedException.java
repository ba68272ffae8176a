// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.http;

/** Carries a {@link Refusal} to the code that answers the request. */
final class RefusedException extends Exception {

    private final transient Refusal refusal;

    RefusedException(Refusal refusal) {
        super(refusal.error(), null, false, false);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
