// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.reliability;

import dev.invigil.app.cli.ChildProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** Broker, ingest, two scorers and alerts, each a process of its own as {@code ./invigil} starts them. */
final class LineOfProcesses implements AutoCloseable {
    private static final List<String> SMALL = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    private static final List<String> SCORER = List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final SplittableRandom random;
    private final int brokerPort;
    private final int httpPort;
    private final ChildProcess broker;
    private final ChildProcess ingest;
    private final List<ChildProcess> scorers;
    private final ChildProcess alerts;

    LineOfProcesses(Path folder, Path bundle, long seed) throws IOException {
        this.random = new SplittableRandom(seed);
        this.brokerPort = freePort();
        this.httpPort = freePort();
        String kafka = "kafka: {bootstrap.servers: \"localhost:%d\"}%n".formatted(brokerPort);
        Path brokerConfig =
                Files.writeString(folder.resolve("broker.yaml"), """
                broker: {directory: "%s", port: %d}
                """.formatted(folder.resolve("broker"), brokerPort));
        Path ingestConfig = Files.writeString(folder.resolve("ingest.yaml"), kafka + """
                http: {port: 0}
                ingest:
                  http: {port: %d}
                """.formatted(httpPort));
        Path alertsConfig = Files.writeString(folder.resolve("alerts.yaml"), kafka + """
                http: {port: 0}
                alerts: {}
                """);
        broker = new ChildProcess(folder, "broker", SMALL, List.of("broker", brokerConfig.toString()));
        ingest = new ChildProcess(folder, "ingest", SMALL, List.of("ingest", ingestConfig.toString()));
        alerts = new ChildProcess(folder, "alerts", SMALL, List.of("alerts", alertsConfig.toString()));
        scorers = List.of(scorer(folder, bundle, kafka, 1), scorer(folder, bundle, kafka, 2));
    }

    private static ChildProcess scorer(Path folder, Path bundle, String kafka, int number) throws IOException {
        Path config =
                Files.writeString(folder.resolve("scorer-" + number + ".yaml"), kafka + """
                http: {port: 0}
                scorer: {bundle: "%s", device: cpu, engine-threads: 1, instance: scorer-%d}
                """.formatted(bundle, number));
        return new ChildProcess(folder, "scorer-" + number, SCORER, List.of("scorer", config.toString()));
    }

    void start() {
        all().forEach(ChildProcess::start);
    }

    /** The names of the processes that do not run. */
    List<String> ended() {
        return all().stream()
                .filter(process -> !process.isAlive())
                .map(ChildProcess::name)
                .toList();
    }

    /** Restarts what has ended by itself, as a supervisor does; returns how many had. */
    int restartEnded() {
        int ended = 0;
        for (ChildProcess process : all()) {
            if (!process.isAlive()) {
                process.start();
                ended++;
            }
        }
        return ended;
    }

    String bootstrapServers() {
        return "localhost:" + brokerPort;
    }

    int httpPort() {
        return httpPort;
    }

    /** The process that a fault names; of the scorers one by chance. */
    ChildProcess process(Fault.Victim victim) {
        return switch (victim) {
            case BROKER -> broker;
            case INGEST -> ingest;
            case ALERTS -> alerts;
            case ONE_SCORER -> scorers.get(random.nextInt(scorers.size()));
        };
    }

    private List<ChildProcess> all() {
        return List.of(broker, ingest, scorers.get(0), scorers.get(1), alerts);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        all().forEach(ChildProcess::close);
    }
}
