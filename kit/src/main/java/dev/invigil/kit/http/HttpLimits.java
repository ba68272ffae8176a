// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import java.time.Duration;

/**
 * Limits of one HTTP server, against slow, broken or hostile clients.
 *
 * @param connections maximum open connections; a further one closes the connection that has been idle for the longest time
 * @param connectionsPerAddress the same per client address; if all of them have an active request, a further one is answered 429
 * @param requests maximum active requests, without metrics and health; a further one is answered 503
 * @param headerSize maximum size of the request headers; more is answered 431
 * @param headerTime maximum time from the first to the last byte of the request headers
 * @param idleTime how long a connection may stay open without a request
 * @param answerTime how long a client may take to read an answer
 */
public record HttpLimits(
        @Default("512") int connections,
        @Default("128") int connectionsPerAddress,
        @Default("256") int requests,
        @Default("16KiB") DataSize headerSize,
        @Default("10s") Duration headerTime,
        @Default("60s") Duration idleTime,
        @Default("30s") Duration answerTime) {

    public HttpLimits {
        new Requirements()
                .that(connections >= 1, "connections", "must be at least 1, but is " + connections)
                .that(
                        connectionsPerAddress >= 1,
                        "connections-per-address",
                        "must be at least 1, but is " + connectionsPerAddress)
                .that(requests >= 1, "requests", "must be at least 1, but is " + requests)
                .that(
                        headerSize.bytes() >= 1024 && headerSize.bytes() <= 1 << 20,
                        "header-size",
                        "must be between 1KiB and 1MiB, but is " + headerSize)
                .that(headerTime.toMillis() >= 1, "header-time", "must be greater than 0")
                .that(idleTime.toMillis() >= 1, "idle-time", "must be greater than 0")
                .that(answerTime.toMillis() >= 1, "answer-time", "must be greater than 0")
                .verify();
    }
}
