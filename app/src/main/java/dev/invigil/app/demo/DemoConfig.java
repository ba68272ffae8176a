// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import dev.invigil.app.line.LineConfig;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.Configuration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;

/** The demo's line as the YAML of {@code invigil run}. */
final class DemoConfig {
    private static final int KAFKA_PORT = 9092;
    private static final int PAGE_PORT = 9400;
    private static final int CAMERA_PORT = 8080;

    private DemoConfig() {}

    /** Usual ports where they are free. Retention is short, so that a demo left alone does not fill the disk. */
    static LineConfig of(Path broker, Path bundle) {
        int kafka = usualOrFree(KAFKA_PORT);
        String yaml = """
                broker: {directory: '%s', port: %d}
                kafka: {bootstrap.servers: 'localhost:%d'}
                topics: {partitions: 3, frame-retention: 10m, map-retention: 10m, verdict-retention: 1h}
                http: {port: %d}
                ingest: {http: {port: %d, cameras: []}}
                scorer: {bundle: '%s', pass-maps: 1, batch-size: 8, window: 50ms}
                alerts:
                  rules:
                    k-of-n: {k: 4, n: 10, clear-at: 1}
                    consecutive-rejects: {enabled: false}
                    reject-rate: {enabled: false}
                    silent-camera: {after: 20s}
                """.formatted(
                        quoted(broker), kafka, kafka, usualOrFree(PAGE_PORT), usualOrFree(CAMERA_PORT), quoted(bundle));
        return Configuration.parse(yaml, "the demo's configuration", LineConfig.class, Map.of());
    }

    private static String quoted(Path path) {
        return path.toString().replace("'", "''");
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
