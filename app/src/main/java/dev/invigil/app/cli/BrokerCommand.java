// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.line.BrokerConfig;
import dev.invigil.app.line.BrokerService;
import dev.invigil.app.line.LineConfig;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.process.ServiceProcess;
import dev.invigil.kit.topic.TopicSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a single-node broker. */
@Command(
        name = "broker",
        mixinStandardHelpOptions = true,
        description = "Run a Kafka broker of one node, to try several processes without a Kafka cluster.",
        footer = {
            "",
            "Its data are kept in the directory between runs. It has no authentication and no",
            "replication: use a Kafka cluster for production.",
            "",
            "Example configuration:",
            "",
            "  broker:",
            "    directory: /var/lib/invigil/broker",
            "    port: 9092",
            "",
            "Other sections of the file are ignored, so the CONFIG of a line can be used.",
            "",
            "Examples:",
            "  invigil broker line.yaml",
            "  INVIGIL_BROKER_PORT=9192 invigil broker line.yaml",
            "",
            "All keys: docs/CONFIGURATION.md"
        })
final class BrokerCommand implements Callable<Integer> {
    private static final Duration STOP_BOUND = Duration.ofSeconds(25);

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CONFIG", description = "The YAML file with the section broker.")
    private Path config;

    private record Settings(BrokerConfig broker, TopicSettings topics) {}

    @Override
    public Integer call() throws Exception {
        Set<String> others = new HashSet<>(LineConfig.SECTIONS);
        others.removeAll(Set.of("broker", "topics"));
        Settings settings = Configuration.readSections(config, Settings.class, others, System.getenv());
        BrokerConfig broker = settings.broker();
        return ServiceProcess.run(STOP_BOUND, lifecycle -> lifecycle
                .add(new BrokerService(broker.settings(settings.topics())))
                .add(new ReadyNotice(spec.commandLine().getOut(), () -> "broker ready at %s:%d, data in %s"
                        .formatted(broker.host(), broker.port(), broker.directory()))));
    }
}
