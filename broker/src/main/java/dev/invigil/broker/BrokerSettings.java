// SPDX-License-Identifier: Apache-2.0
package dev.invigil.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/**
 * Where and how an {@link EmbeddedBroker} runs.
 *
 * @param directory its data, kept between runs; created if it does not exist
 * @param host the interface it listens on and the name it advertises to clients
 * @param port the clients' port, or 0 for a free one
 * @param maxMessageBytes the largest record batch; above the frame limit, so that a frame with its headers fits
 * @param overrides Kafka broker properties that win over the ones of this record
 */
public record BrokerSettings(
        Path directory, String host, int port, int maxMessageBytes, Map<String, String> overrides) {

    /** Room for frames of 32 MiB and their headers. */
    public static final int DEFAULT_MAX_MESSAGE_BYTES = 33 * 1024 * 1024;

    private static final int SEGMENT_BYTES = 128 * 1024 * 1024;

    public BrokerSettings {
        directory = directory.toAbsolutePath().normalize();
        Objects.requireNonNull(host, "host");
        overrides = Map.copyOf(overrides);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is outside 0 to 65535");
        }
        if (maxMessageBytes < 1) {
            throw new IllegalArgumentException("maxMessageBytes " + maxMessageBytes + " is not positive");
        }
    }

    /** A broker for this machine only, on a free port. */
    public static BrokerSettings in(Path directory) {
        return new BrokerSettings(directory, "localhost", 0, DEFAULT_MAX_MESSAGE_BYTES, Map.of());
    }

    /** The same on a fixed port; 0 is a free one. */
    public BrokerSettings withPort(int fixed) {
        return new BrokerSettings(directory, host, fixed, maxMessageBytes, overrides);
    }

    /** The same with one more Kafka property. */
    public BrokerSettings with(String property, String value) {
        Map<String, String> more = new HashMap<>(overrides);
        more.put(property, value);
        return new BrokerSettings(directory, host, port, maxMessageBytes, more);
    }

    /**
     * The same with a bound on what is kept, beside the bound on time: the oldest segments of a partition are deleted first. Kafka deletes
     * whole segments and never the newest one, so a partition needs {@code log.retention.bytes} and one segment more. A segment must hold
     * the largest record: with less than two of them for each partition, more than {@code bytes} is kept.
     *
     * @param bytes of all partitions together
     * @param partitions that may become large
     */
    public BrokerSettings withSpace(long bytes, int partitions) {
        long share = bytes / partitions;
        long segment = Math.max(maxMessageBytes, Math.min(SEGMENT_BYTES, share / 2));
        return with("log.segment.bytes", Long.toString(segment))
                .with("log.retention.bytes", Long.toString(Math.max(segment, share - segment)));
    }

    /** Kafka's {@code server.properties} of one combined node, for the ports actually taken. */
    Properties toKafka(int clientPort, int controllerPort) {
        Properties kafka = new Properties();
        kafka.put("process.roles", "broker,controller");
        kafka.put("node.id", "1");
        kafka.put("log.dirs", directory.toString());
        kafka.put("controller.quorum.voters", "1@localhost:" + controllerPort);
        kafka.put("controller.listener.names", "CONTROLLER");
        kafka.put(
                "listeners", "PLAINTEXT://%s:%d,CONTROLLER://localhost:%d".formatted(host, clientPort, controllerPort));
        kafka.put("advertised.listeners", "PLAINTEXT://%s:%d".formatted(host, clientPort));
        kafka.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");

        // One node: there is no replication, and Kafka would wait permanently with its default of three replicas.
        for (String state : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            kafka.put(state + ".replication.factor", "1");
        }
        kafka.put("transaction.state.log.min.isr", "1");
        kafka.put("share.coordinator.state.topic.min.isr", "1");
        kafka.put("offsets.topic.num.partitions", "3");
        kafka.put("transaction.state.log.num.partitions", "3");
        kafka.put("auto.create.topics.enable", "false");

        kafka.put("message.max.bytes", Integer.toString(maxMessageBytes));
        kafka.put("replica.fetch.max.bytes", Integer.toString(maxMessageBytes));

        // A member that died is replaced after seconds, and its open transaction does not hold readers back for
        // minutes.
        kafka.put("group.initial.rebalance.delay.ms", "0");
        kafka.put("group.min.session.timeout.ms", "1000");
        kafka.put("group.consumer.min.session.timeout.ms", "1000");
        kafka.put("group.consumer.session.timeout.ms", "3000");
        kafka.put("group.consumer.min.heartbeat.interval.ms", "500");
        kafka.put("group.consumer.heartbeat.interval.ms", "1000");
        kafka.put("broker.session.timeout.ms", "5000");
        kafka.put("broker.heartbeat.interval.ms", "1000");
        kafka.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500");

        // Small and quick rather than tuned for a data centre.
        kafka.put("num.network.threads", "2");
        kafka.put("num.io.threads", "4");
        kafka.put("background.threads", "2");
        kafka.put("num.recovery.threads.per.data.dir", "2");
        kafka.put("log.cleaner.threads", "1");
        kafka.put("log.cleaner.dedupe.buffer.size", "4194304");
        kafka.put("log.segment.bytes", Integer.toString(SEGMENT_BYTES));
        kafka.put("controlled.shutdown.max.retries", "1");
        kafka.putAll(overrides);
        return kafka;
    }
}
