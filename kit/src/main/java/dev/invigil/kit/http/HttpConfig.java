// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;

/**
 * Section {@code http}: metrics, health, and the pages that the process adds.
 *
 * @param host the address to listen on; {@code 0.0.0.0} for all, as in a container
 * @param port 0 for any free port
 * @param threads number of concurrent requests; metrics and health have separate threads
 * @param limits limits for clients
 * @param tokens bearer tokens of requests that change something
 */
public record HttpConfig(
        @Default("127.0.0.1") String host,
        @Default("9400") int port,
        @Default("8") int threads,
        HttpLimits limits,
        HttpTokens tokens) {

    public HttpConfig {
        new Requirements()
                .that(!host.isBlank(), "host", "must not be empty")
                .that(port >= 0 && port <= 65535, "port", "must be between 0 and 65535, but is " + port)
                .that(threads >= 1, "threads", "must be at least 1, but is " + threads)
                .verify();
    }
}
