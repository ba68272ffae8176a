// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.http.HttpConfig;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.process.ServiceProcess;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.scorer.ScorerConfig;
import dev.invigil.scorer.ScorerService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs one scorer. */
@Command(
        name = "scorer",
        mixinStandardHelpOptions = true,
        description = "Score frames in batches on one device. Each frame gets exactly one committed verdict.",
        footer = {
            "",
            "Scorers of one group share the frames. Start one per device, at most as many as",
            "the topic has partitions.",
            "",
            "Example configuration:",
            "",
            "  kafka:",
            "    bootstrap.servers: localhost:9092",
            "  http:",
            "    port: 9402",
            "  scorer:",
            "    bundle: models/line-1",
            "    device: auto",
            "    batch-size: 8",
            "",
            "All keys: docs/CONFIGURATION.md"
        })
public final class ScorerCommand implements Callable<Integer> {
    /** The file's sections. */
    record Settings(KafkaSettings kafka, TopicSettings topics, HttpConfig http, ScorerConfig scorer) {}

    /** Added to the drain time. */
    private static final Duration STOP_SLACK = Duration.ofSeconds(15);

    @Parameters(paramLabel = "CONFIG", description = "The YAML file with the sections kafka, topics, http and scorer.")
    private Path config;

    @Override
    public Integer call() throws Exception {
        Settings settings = Configuration.read(config, Settings.class, System.getenv());
        ScorerConfig scorer = settings.scorer();
        return ServiceProcess.run(
                Version.number(),
                scorer.drain().plus(STOP_SLACK),
                settings.http(),
                (registry, health, lifecycle) ->
                        new ScorerService(scorer, settings.kafka(), settings.topics(), registry, health, lifecycle));
    }
}
