// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest;

import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.http.HttpConfig;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.lifecycle.Lifecycle;
import dev.invigil.kit.topic.TopicSettings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** An {@link IngestService} in a process of its own, so that a test can kill it. */
final class IngestProcess implements AutoCloseable {
    /** The file's sections. */
    record Settings(KafkaSettings kafka, TopicSettings topics, HttpConfig http, IngestConfig ingest) {}

    private final Process process;

    private IngestProcess(Process process) {
        this.process = process;
    }

    static IngestProcess start(Path config) throws IOException {
        return start(config, Map.of());
    }

    /** @param environment beside the one of this process */
    static IngestProcess start(Path config, Map<String, String> environment) throws IOException {
        ProcessBuilder process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        IngestProcess.class.getName(),
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        config.resolveSibling("ingest.log").toFile()));
        process.environment().putAll(environment);
        return new IngestProcess(process.start());
    }

    /** {@code kill -9}. Returns when the process is gone. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM; returns the exit code. */
    int terminate() {
        process.destroy();
        return process.onExit().join().exitValue();
    }

    /** The child: runs until killed. */
    public static void main(String[] arguments) throws Exception {
        Settings settings = Configuration.read(Path.of(arguments[0]), Settings.class, Map.of());
        try (Lifecycle lifecycle = new Lifecycle(Duration.ofSeconds(15))) {
            lifecycle.add(new IngestService(
                    settings.kafka(),
                    settings.topics(),
                    settings.ingest(),
                    new PrometheusRegistry(),
                    new Health(),
                    Clock.systemUTC(),
                    lifecycle));
            lifecycle.stopOnShutdown();
            lifecycle.start();
            lifecycle.awaitEnd();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
