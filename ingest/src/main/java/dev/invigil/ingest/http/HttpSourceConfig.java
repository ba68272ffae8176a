// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.http;

import dev.invigil.contracts.frame.Frame;
import dev.invigil.ingest.source.IngestSource;
import dev.invigil.ingest.source.SourceConfig;
import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import dev.invigil.kit.config.Secret;
import dev.invigil.kit.http.HttpLimits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The HTTP source.
 *
 * @param name of the source, unique within the ingest
 * @param host the address to listen on; {@code 0.0.0.0} for all
 * @param port 0 for any free port
 * @param token the bearer token that clients must send, when there is one; several tokens, one per line
 * @param cameras the cameras that may send; empty for all
 * @param threads number of requests processed at the same time after their body has arrived
 * @param buffer bytes of all bodies in memory at the same time
 * @param bodyTimeout how long a request's body may take
 * @param ackTimeout how long to wait for the broker
 * @param rememberIds how many of the latest frame ids are kept to recognise repeated requests
 * @param limits limits for clients
 */
public record HttpSourceConfig(
        @Default("http") String name,
        @Default("127.0.0.1") String host,
        @Default("8080") int port,
        Optional<Secret> token,
        List<String> cameras,
        @Default("32") int threads,
        @Default("128MiB") DataSize buffer,
        @Default("15s") Duration bodyTimeout,
        @Default("10s") Duration ackTimeout,
        @Default("10000") int rememberIds,
        HttpLimits limits)
        implements SourceConfig {

    public HttpSourceConfig {
        cameras = List.copyOf(cameras);
        List<String> unnamed =
                cameras.stream().filter(camera -> !Frame.isName(camera)).toList();
        new Requirements()
                .that(NAME.matcher(name).matches(), "name", NAME_RULE)
                .that(!host.isBlank(), "host", "must not be empty")
                .that(port >= 0 && port <= 65535, "port", "must be between 0 and 65535, but is " + port)
                .that(
                        token.map(secret -> !secret.reveal().isBlank()).orElse(true),
                        "token",
                        "must not be empty; remove it to accept requests without a token")
                .that(unnamed.isEmpty(), "cameras", "has invalid names: " + unnamed + "; use " + Frame.NAME_RULE)
                .that(threads >= 1, "threads", "must be at least 1, but is " + threads)
                .that(bodyTimeout.toMillis() >= 1, "body-timeout", "must be greater than 0")
                .that(ackTimeout.toMillis() >= 1, "ack-timeout", "must be greater than 0")
                .that(rememberIds >= 1, "remember-ids", "must be at least 1, but is " + rememberIds)
                .verify();
    }

    @Override
    public IngestSource open(Surroundings surroundings) {
        return new HttpSource(this, surroundings, () -> UUID.randomUUID().toString());
    }
}
