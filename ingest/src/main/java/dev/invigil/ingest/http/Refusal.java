// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.http;

import dev.invigil.ingest.frame.RefusalReason;
import java.util.Map;

/**
 * The answer to a request that did not produce a frame.
 *
 * @param status of HTTP
 * @param error what is wrong, one line
 * @param remedy what the client should do, one line
 * @param headers to send along
 */
record Refusal(int status, RefusalReason reason, String error, String remedy, Map<String, String> headers) {

    /** The body of the answer. */
    record Body(RefusalReason reason, String error, String remedy) {}

    static Refusal of(int status, RefusalReason reason, String error, String remedy) {
        return new Refusal(status, reason, error, remedy, Map.of());
    }

    /** Status 503: the client may repeat the request. */
    static Refusal later(RefusalReason reason, String error) {
        return later(503, reason, error);
    }

    /** An error that the server has found before or after the request was handled. */
    static Refusal ofServer(int status, String error) {
        return switch (status) {
            case 429, 503 -> later(status, RefusalReason.BUSY, error);
            case 431 ->
                of(status, RefusalReason.BAD_REQUEST, error, "send smaller headers, or raise limits.header-size");
            case 500 ->
                of(
                        status,
                        RefusalReason.INTERNAL_ERROR,
                        error,
                        "see the log of this ingest; repeat the request with the same X-Frame-Id");
            default ->
                of(
                        status,
                        RefusalReason.BAD_REQUEST,
                        error,
                        "send POST to /cameras/CAMERA/frames, with CAMERA percent-encoded as UTF-8");
        };
    }

    private static Refusal later(int status, RefusalReason reason, String error) {
        return new Refusal(
                status,
                reason,
                error,
                "repeat the request with the same X-Frame-Id after the number of seconds in Retry-After",
                Map.of("Retry-After", "1"));
    }

    Body body() {
        return new Body(reason, error, remedy);
    }
}
