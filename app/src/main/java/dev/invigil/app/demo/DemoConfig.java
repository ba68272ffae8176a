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
import java.util.HashMap;
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
        return config(sections(broker, Map.of("bundle", bundle)));
    }

    /**
     * The same with a trainer, whose models the scorer follows.
     *
     * @param scratch an empty folder for all that the services keep
     * @param retraining further keys of the section {@code trainer}
     */
    static LineConfig withTrainer(Path scratch, Path bundle, Path golden, Map<String, Object> retraining) {
        Path store = scratch.resolve("models");
        Map<String, Object> sections =
                sections(scratch.resolve("kafka"), Map.of("bundle", bundle, "store", store, "engine-threads", 1));
        Map<String, Object> trainer = new HashMap<>(retraining);
        trainer.put("golden", golden);
        trainer.put("store", store);
        trainer.put("work", scratch.resolve("trainer"));
        trainer.put("promotion", "automatic");
        trainer.put("after-labels", DemoOperator.ENOUGH);
        trainer.put("engine-threads", 1);
        trainer.put("nice", 10);
        sections.put("trainer", trainer);
        return config(sections);
    }

    private static LineConfig config(Map<String, Object> sections) {
        return Configuration.of(sections, "the demo's configuration", LineConfig.class, Map.of());
    }

    private static Map<String, Object> sections(Path broker, Map<String, Object> model) {
        int kafka = usualOrFree(KAFKA_PORT);
        Map<String, Object> scorer = new HashMap<>(model);
        scorer.put("pass-maps", 1);
        scorer.put("batch-size", 8);
        scorer.put("window", Duration.ofMillis(50));
        Map<String, Object> sections = new HashMap<>();
        sections.put("broker", Map.of("directory", broker, "port", kafka));
        sections.put("kafka", Map.of("bootstrap.servers", "localhost:" + kafka));
        sections.put(
                "topics",
                Map.of(
                        "partitions",
                        3,
                        "frame-retention",
                        Duration.ofMinutes(10),
                        "map-retention",
                        Duration.ofMinutes(10),
                        "verdict-retention",
                        Duration.ofHours(1)));
        sections.put("http", Map.of("port", usualOrFree(PAGE_PORT)));
        sections.put("ingest", Map.of("http", Map.of("port", usualOrFree(CAMERA_PORT), "cameras", List.of())));
        sections.put("scorer", scorer);
        sections.put(
                "alerts",
                Map.of(
                        "rules",
                        Map.of(
                                "k-of-n", Map.of("k", 4, "n", 10, "clear-at", 1),
                                "consecutive-rejects", Map.of("enabled", false),
                                "reject-rate", Map.of("enabled", false),
                                "silent-camera", Map.of("after", Duration.ofSeconds(20)))));
        return sections;
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
