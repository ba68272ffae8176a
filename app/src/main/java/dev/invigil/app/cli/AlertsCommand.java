// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.alerts.AlertsConfig;
import dev.invigil.alerts.AlertsService;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.http.HttpConfig;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.process.ServiceProcess;
import dev.invigil.kit.topic.TopicSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs alerts alone. */
@Command(
        name = "alerts",
        mixinStandardHelpOptions = true,
        description = "Turn many verdicts into few alerts: opened, updated, closed.",
        footer = {
            "",
            "A configuration that alerts at 5 rejects among a camera's last 20 verdicts, and after 30 s of silence:",
            "",
            "  kafka:",
            "    bootstrap.servers: localhost:9092",
            "  alerts:",
            "    rules:",
            "      k-of-n: {k: 5, n: 20, clear-at: 2}",
            "      silent-camera: {after: 30s}",
            "",
            "Start as many as you like: they share the cameras and take over from one another.",
            "All keys: docs/CONFIGURATION.md"
        })
public final class AlertsCommand implements Callable<Integer> {

    /** The file's sections. */
    record Settings(KafkaSettings kafka, TopicSettings topics, HttpConfig http, AlertsConfig alerts) {}

    private static final Duration STOP_BOUND = Duration.ofSeconds(25);

    @Parameters(paramLabel = "CONFIG", description = "The YAML file with the sections kafka, topics, http and alerts.")
    private Path config;

    @Override
    public Integer call() throws Exception {
        Settings settings = Configuration.read(config, Settings.class, System.getenv());
        return ServiceProcess.run(
                Version.number(),
                STOP_BOUND,
                settings.http(),
                (registry, health, lifecycle) -> new AlertsService(
                        settings.kafka(), settings.topics(), settings.alerts(), registry, health, lifecycle));
    }
}
