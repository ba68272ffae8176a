// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code broker} with the file of a line, as a process. */
class BrokerCommandIT {
    private static final int SIGTERM = 128 + 15;
    private static final List<String> FLAGS = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    private static final Duration BOUND = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @Test
    void shouldServeTheLineOfItsFileAndKeepItsDataBetweenRuns() throws Exception {
        int port = freePort();
        Path line = Files.writeString(folder.resolve("line.yaml"), """
                kafka: {bootstrap.servers: "localhost:%d"}
                topics: {partitions: 2}
                broker: {directory: "%s", port: %d, space: 6GiB}
                scorer: {bundle: /no/bundle/here}
                """.formatted(port, folder.resolve("data"), port));
        try (ChildProcess broker = new ChildProcess(folder, "broker", FLAGS, List.of("broker", line.toString()))) {
            startAndWait(broker, port);
            assertThat(topics("create", line).exitCode()).isZero();
            // frames, maps and dead letters with 2 partitions each share the 6 GiB; the segment in use comes on top
            assertThat(brokerProperty(port, "log.retention.bytes")).isEqualTo(Long.toString((1L << 30) - (128L << 20)));
            assertThat(broker.terminate()).isEqualTo(SIGTERM);

            Files.delete(broker.log());
            startAndWait(broker, port);
            CommandTree verified = topics("verify", line);
            assertThat(verified.exitCode()).as(verified.err()).isZero();
            assertThat(broker.terminate()).isEqualTo(SIGTERM);
        }
    }

    private static void startAndWait(ChildProcess broker, int port) {
        broker.start();
        await("the broker").atMost(BOUND).until(() -> {
            String said = Files.readString(broker.log());
            assertThat(broker.isAlive()).as(said).isTrue();
            return said.contains("broker ready at localhost:" + port);
        });
    }

    private static CommandTree topics(String command, Path line) {
        return CommandTree.run(List.of("topics", command, "--config", line.toString()));
    }

    private static String brokerProperty(int port, String name) throws Exception {
        ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", "localhost:" + port))) {
            return admin.describeConfigs(List.of(broker))
                    .all()
                    .get()
                    .get(broker)
                    .get(name)
                    .value();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
