// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.http;

import dev.invigil.ingest.frame.RefusalReason;
import java.util.Map;

/**
 * A request that got no frame through, and the answer to it.
 *
 * @param status of HTTP
 * @param error what is wrong, one line
 * @param remedy what the client can do, one line
 * @param headers to send along
 */
record Refusal(int status, RefusalReason reason, String error, String remedy, Map<String, String> headers) {

    /** The body of the answer. */
    record Body(RefusalReason reason, String error, String remedy) {}

    static Refusal of(int status, RefusalReason reason, String error, String remedy) {
        return new Refusal(status, reason, error, remedy, Map.of());
    }

    /** 503: the request may be repeated. */
    static Refusal later(RefusalReason reason, String error) {
        return new Refusal(
                503,
                reason,
                error,
                "send the same request again after the seconds in Retry-After, with the same X-Frame-Id",
                Map.of("Retry-After", "1"));
    }

    Body body() {
        return new Body(reason, error, remedy);
    }
}
