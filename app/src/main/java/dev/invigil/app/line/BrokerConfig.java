// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.line;

import dev.invigil.broker.BrokerSettings;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import dev.invigil.kit.disk.FreeSpace;
import dev.invigil.kit.topic.TopicSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Section {@code broker}: a single-node broker in this JVM, for trials and for lines on one computer. Without the section an external
 * broker is used.
 *
 * @param directory its data, kept between runs
 * @param host the address it listens on and advertises to clients
 * @param port must also be in {@code kafka.bootstrap.servers}
 * @param maxMessage the largest record; above {@code topics.frame-limit}
 * @param space for frames, maps and dead letters together; the oldest go first. Absent: half of the disk
 * @param minFreeSpace below it ingest takes no more frames
 */
public record BrokerConfig(
        Path directory,
        @Default("localhost") String host,
        @Default("9092") int port,
        @Default("33MiB") DataSize maxMessage,
        Optional<DataSize> space,
        @Default("1GiB") DataSize minFreeSpace) {

    private static final long LEAST_SPACE = 1L << 30;

    /** Frames, maps and dead letters: the topics that fill a disk. */
    private static final int LARGE_TOPICS = 3;

    public BrokerConfig {
        new Requirements()
                .that(!host.isBlank(), "host", "must not be empty")
                .that(port >= 1 && port <= 65535, "port", "must be between 1 and 65535, but is " + port)
                .that(
                        maxMessage.bytes() >= 1 << 20 && maxMessage.bytes() <= Integer.MAX_VALUE,
                        "max-message",
                        "must be 1MiB to 2147483647B, but is " + maxMessage)
                .that(
                        space.map(size -> size.bytes() >= LEAST_SPACE).orElse(true),
                        "space",
                        "must be at least 1GiB, but is "
                                + space.map(DataSize::toString).orElse(""))
                .verify();
    }

    /** The settings of the broker. Each partition of the topics that become large has an equal share of {@link #space}. */
    public BrokerSettings settings(TopicSettings topics) {
        return new BrokerSettings(directory, host, port, maxMessage.toInt(), Map.of())
                .withSpace(
                        space.map(DataSize::bytes).orElseGet(() -> halfOfTheDisk(directory)),
                        LARGE_TOPICS * topics.partitions());
    }

    private static long halfOfTheDisk(Path directory) {
        try {
            return Math.max(LEAST_SPACE, FreeSpace.OF_THIS_MACHINE.total(directory) / 2);
        } catch (IOException e) {
            throw new OperatorException(
                    "the disk of broker.directory " + directory + " cannot be read (" + e.getMessage()
                            + "); set broker.space, or choose another directory",
                    e);
        }
    }
}
