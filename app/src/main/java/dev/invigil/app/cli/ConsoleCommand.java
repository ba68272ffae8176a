// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.line.Line;
import dev.invigil.console.ConsoleConfig;
import dev.invigil.console.ConsoleService;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.http.HttpConfig;
import dev.invigil.kit.http.HttpService;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.metrics.Metrics;
import dev.invigil.kit.process.ServiceProcess;
import dev.invigil.kit.topic.TopicSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs the console. */
@Command(
        name = "console",
        mixinStandardHelpOptions = true,
        description = "Show the line in a browser: its state, incidents, cameras, images, and the verdicts to review.",
        footer = {
            "",
            "The console needs the broker only. `invigil run` and `invigil demo` have it, too.",
            "",
            "Example configuration, for the page at http://localhost:9400/:",
            "",
            "  kafka:",
            "    bootstrap.servers: localhost:9092",
            "  http:",
            "    port: 9400",
            "",
            "All keys: docs/CONFIGURATION.md"
        })
final class ConsoleCommand implements Callable<Integer> {

    /** The file's sections. */
    record Settings(KafkaSettings kafka, TopicSettings topics, HttpConfig http, ConsoleConfig console) {}

    private static final Duration STOP_BOUND = Duration.ofSeconds(15);

    @Parameters(paramLabel = "CONFIG", description = "The YAML file with the sections kafka, topics, http and console.")
    private Path config;

    @Override
    public Integer call() throws Exception {
        Settings settings = Configuration.read(config, Settings.class, System.getenv());
        return ServiceProcess.run(STOP_BOUND, lifecycle -> {
            Health health = new Health();
            HttpService http = new HttpService(settings.http(), Metrics.registry(Version.number()), health);
            ConsoleService console = Line.console(
                    settings.kafka(), settings.topics(), settings.console(), http, health, Map.of(), lifecycle);
            health.addReady("console", console::readyProblem);
            lifecycle.add(http).add(console);
        });
    }
}
