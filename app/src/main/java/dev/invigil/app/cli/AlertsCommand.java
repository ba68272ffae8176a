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

/** Runs the alerts service. */
@Command(
        name = "alerts",
        mixinStandardHelpOptions = true,
        description = "Group verdicts into incidents and publish an alert when one opens, changes or closes.",
        footer = {
            "",
            "Example configuration: an alert at 5 rejects among the last 20 verdicts of a",
            "camera, and after 30 s without a verdict.",
            "",
            "  kafka:",
            "    bootstrap.servers: localhost:9092",
            "  alerts:",
            "    rules:",
            "      k-of-n: {k: 5, n: 20, clear-at: 2}",
            "      silent-camera: {after: 30s}",
            "",
            "Several instances share the cameras and take over when one of them stops.",
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
