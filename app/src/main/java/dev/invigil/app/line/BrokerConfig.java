// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.line;

import dev.invigil.broker.BrokerSettings;
import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import java.nio.file.Path;
import java.util.Map;

/**
 * Section {@code broker}: a broker of one node in this JVM, for trials and for lines of one computer. Leave it out to use a broker
 * of your own.
 *
 * @param directory its data, kept between runs
 * @param host what it listens on and what it tells its clients
 * @param port to be named in {@code kafka.bootstrap.servers} as well
 * @param maxMessage the largest record; above {@code topics.frame-limit}
 */
public record BrokerConfig(
        Path directory,
        @Default("localhost") String host,
        @Default("9092") int port,
        @Default("33MiB") DataSize maxMessage) {

    public BrokerConfig {
        new Requirements()
                .that(!host.isBlank(), "host", "must not be empty")
                .that(port >= 1 && port <= 65535, "port", "must be between 1 and 65535, but is " + port)
                .that(maxMessage.bytes() >= 1 << 20, "max-message", "must be at least 1MiB, but is " + maxMessage)
                .verify();
    }

    /** What the broker needs. */
    public BrokerSettings settings() {
        return new BrokerSettings(directory, host, port, maxMessage.toInt(), Map.of());
    }
}
