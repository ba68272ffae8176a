// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import dev.invigil.app.line.LineConfig;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.Configuration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The configuration of the demo, as for {@code invigil run}. */
final class DemoConfig {
    private static final int KAFKA_PORT = 9092;
    private static final int PAGE_PORT = 9400;
    private static final int CAMERA_PORT = 8080;

    private DemoConfig() {}

    /** Uses the default ports if they are free. Retention is short, so that a long demo does not fill the disk. */
    static LineConfig of(Path broker, Path bundle) {
        int kafka = usualOrFree(KAFKA_PORT);
        return Configuration.of(
                Map.of(
                        "broker", Map.of("directory", broker, "port", kafka),
                        "kafka", Map.of("bootstrap.servers", "localhost:" + kafka),
                        "topics",
                                Map.of(
                                        "partitions",
                                        3,
                                        "frame-retention",
                                        Duration.ofMinutes(10),
                                        "map-retention",
                                        Duration.ofMinutes(10),
                                        "verdict-retention",
                                        Duration.ofHours(1)),
                        "http", Map.of("port", usualOrFree(PAGE_PORT)),
                        "ingest", Map.of("http", Map.of("port", usualOrFree(CAMERA_PORT), "cameras", List.of())),
                        "scorer",
                                Map.of(
                                        "bundle",
                                        bundle,
                                        "pass-maps",
                                        1,
                                        "batch-size",
                                        8,
                                        "window",
                                        Duration.ofMillis(50)),
                        "alerts",
                                Map.of(
                                        "rules",
                                        Map.of(
                                                "k-of-n", Map.of("k", 4, "n", 10, "clear-at", 1),
                                                "consecutive-rejects", Map.of("enabled", false),
                                                "reject-rate", Map.of("enabled", false),
                                                "silent-camera", Map.of("after", Duration.ofSeconds(20))))),
                "the demo's configuration",
                LineConfig.class,
                Map.of());
    }

    private static int usualOrFree(int usual) {
        try (ServerSocket socket = new ServerSocket(usual, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException taken) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                throw new OperatorException("no port can be opened on this machine: " + e.getMessage(), e);
            }
        }
    }
}
