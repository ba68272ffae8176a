// SPDX-License-Identifier: Apache-2.0
package dev.invigil.broker;

import dev.invigil.kit.OperatorException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * A real Kafka broker in this JVM: KRaft controller and broker on one node, data on disk, no authentication. Other
 * processes join it at {@link #bootstrapServers()}.
 *
 * <p>Not thread-safe: one owner starts and stops it.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final int FIRST_PORT = 15_000;
    private static final int LAST_PORT = 32_000;
    private static final int PORT_ATTEMPTS = 50;

    private final BrokerSettings settings;
    private final int port;
    private KafkaRaftServer server;

    private EmbeddedBroker(BrokerSettings settings) {
        this.settings = settings;
        this.port = settings.port() == 0 ? freePort(settings.host()) : settings.port();
    }

    /**
     * Starts a broker and returns when it serves clients. Data that is already in the directory is kept.
     *
     * @throws OperatorException when the port is taken or the directory is in use or cannot be written
     */
    public static EmbeddedBroker start(BrokerSettings settings) {
        EmbeddedBroker broker = new EmbeddedBroker(settings);
        broker.start();
        return broker;
    }

    /** {@code host:port} for {@code bootstrap.servers}; the same before and after a restart. */
    public String bootstrapServers() {
        return settings.host() + ":" + port;
    }

    /** Starts again after {@link #stop()}, on the same port and data; does nothing when running. */
    public void start() {
        if (server != null) {
            return;
        }
        requireFree(settings.host(), port);
        requireUnused(settings.directory());
        HaltMessage.install(settings.directory());
        Properties kafka = settings.toKafka(port, freePort("localhost"));
        boolean killed = wasKilled();
        format(kafka);
        try {
            if (killed) {
                StaleRegistration.remove(kafka);
            }
            KafkaRaftServer starting = new KafkaRaftServer(new KafkaConfig(kafka, false), Time.SYSTEM);
            starting.startup();
            server = starting;
        } catch (RuntimeException e) {
            throw new OperatorException(
                    "The embedded broker does not start on %s with data in %s: %s"
                            .formatted(bootstrapServers(), settings.directory(), e.getMessage()),
                    e);
        }
    }

    /** Stops cleanly and keeps the data; does nothing when stopped. */
    public void stop() {
        if (server == null) {
            return;
        }
        server.shutdown();
        server.awaitShutdown();
        server = null;
    }

    /** As {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }

    /** Whether the directory was used and its last broker did not stop cleanly. */
    private boolean wasKilled() {
        Path directory = settings.directory();
        return Files.exists(directory.resolve("meta.properties"))
                && !Files.exists(directory.resolve(".kafka_cleanshutdown"));
    }

    private void format(Properties kafka) {
        Path directory = settings.directory();
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int exit;
        try {
            Files.createDirectories(directory);
            Path properties = Files.createTempFile("invigil-broker", ".properties");
            try (var out = Files.newOutputStream(properties)) {
                kafka.store(out, null);
                String[] arguments = {
                    "format",
                    "--config",
                    properties.toString(),
                    "--cluster-id",
                    Uuid.randomUuid().toString()
                };
                exit = StorageTool.execute(arguments, new PrintStream(said, true, StandardCharsets.UTF_8));
            } finally {
                Files.delete(properties);
            }
        } catch (IOException e) {
            throw new OperatorException(
                    "The directory %s of the broker cannot be created: %s. Choose a writable directory."
                            .formatted(directory, e),
                    e);
        }
        if (exit != 0) {
            throw new OperatorException("Kafka cannot format the directory %s of the broker: %s"
                    .formatted(directory, said.toString(StandardCharsets.UTF_8).strip()));
        }
    }

    /** Kafka halts the whole JVM if the directory is in use; its lock file is checked first to avoid that. */
    private static void requireUnused(Path directory) {
        Path lock = directory.resolve(".lock");
        if (!Files.exists(lock)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            if (held == null) {
                throw inUse(directory, null);
            }
        } catch (OverlappingFileLockException e) {
            throw inUse(directory, e);
        } catch (IOException e) {
            throw new OperatorException(
                    "The directory %s of the broker cannot be locked: %s. Choose a writable directory."
                            .formatted(directory, e),
                    e);
        }
    }

    private static OperatorException inUse(Path directory, OverlappingFileLockException cause) {
        return new OperatorException(
                "Another broker uses the data in %s. Stop it or choose another directory.".formatted(directory), cause);
    }

    /**
     * A port that nothing uses. Not one that the operating system would choose: from that range it also takes the ports of outgoing connections, so it
     * could be in use by the time that the broker opens it.
     */
    private static int freePort(String host) {
        IOException last = null;
        for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(host))) {
                return socket.getLocalPort();
            } catch (IOException e) {
                last = e;
            }
        }
        throw new OperatorException("No port can be opened on " + host + ": " + last.getMessage(), last);
    }

    private static void requireFree(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new OperatorException(
                    "Port %d on %s cannot be opened (%s). Stop the program that uses it or choose another port; 0 is any free port."
                            .formatted(port, host, e.getMessage()),
                    e);
        }
    }
}
