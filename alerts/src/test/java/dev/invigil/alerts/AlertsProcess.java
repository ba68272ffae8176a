// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts;

import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.topic.TopicSettings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An {@link AlertsService} in a process of its own, so that a test can halt it as a power cut does. */
final class AlertsProcess implements AutoCloseable {
    private final Process process;

    private AlertsProcess(Process process) {
        this.process = process;
    }

    /** Returns when the service runs. */
    static AlertsProcess start(String bootstrapServers, String topics, String alerts) throws IOException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AlertsProcess.class.getName(),
                        bootstrapServers,
                        topics,
                        alerts)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.equals("ready")) {
                return new AlertsProcess(process);
            }
        }
        throw new IOException("the process ended before alerts were ready");
    }

    /** {@code kill -9}: nothing is committed, nobody is told. Returns when the process is gone. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    /** A service as tests use it. */
    static AlertsService service(String bootstrapServers, String topics, String alerts, PrometheusRegistry registry) {
        return service(bootstrapServers, topics, alerts, registry, new Health());
    }

    /** The same with checks that the test looks at. */
    static AlertsService service(
            String bootstrapServers, String topics, String alerts, PrometheusRegistry registry, Health health) {
        return new AlertsService(
                KafkaSettings.of(bootstrapServers),
                Configuration.parse(topics, "topics", TopicSettings.class, Map.of()),
                Configuration.parse(alerts, "alerts", AlertsConfig.class, Map.of()),
                registry,
                health,
                (service, cause) -> {
                    throw new AssertionError(service + " failed", cause);
                });
    }

    /** The child: runs until killed, or until the parent's end of the pipe closes. */
    public static void main(String[] arguments) throws Exception {
        AlertsService service = service(arguments[0], arguments[1], arguments[2], new PrometheusRegistry());
        service.start();
        System.out.println("ready");
        System.in.transferTo(OutputStream.nullOutputStream());
        service.stop();
        System.exit(0);
    }
}
