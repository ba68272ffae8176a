// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import java.util.Map;

/**
 * Makes the answer to a request that reaches no handler, because it is malformed, no route matches it or a limit is exceeded, or whose
 * handler has failed. Must not block; called by several threads.
 */
@FunctionalInterface
public interface ErrorAnswer {

    /** The error as plain text. */
    ErrorAnswer TEXT = (request, status, error) -> Response.text(status, error + "\n");

    /** The error as JSON: {@code {"error": …}}. */
    ErrorAnswer JSON = (request, status, error) -> Response.json(status, Map.of("error", error));

    /**
     * Makes the answer.
     *
     * @param request of a malformed request, only {@link Request#remote} is certain to be right
     * @param status of HTTP, 400 to 599
     * @param error what is wrong, in one line
     */
    Response of(Request request, int status, String error);
}
