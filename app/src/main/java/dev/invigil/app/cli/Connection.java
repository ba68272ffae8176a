// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicSettings;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options of commands that need a broker and the topics of one installation, but no service. */
final class Connection {
    @Option(
            names = {"-b", "--bootstrap-server"},
            paramLabel = "HOST:PORT",
            defaultValue = "localhost:9092",
            description = "The broker. Default: ${DEFAULT-VALUE}")
    private String broker;

    @Option(
            names = "--prefix",
            defaultValue = Topic.DEFAULT_PREFIX,
            description = "Before the name of every topic. Default: ${DEFAULT-VALUE}")
    private String prefix;

    KafkaSettings kafka() {
        return KafkaSettings.of(broker);
    }

    /** Everything but the prefix as by default, or as the environment says ({@code INVIGIL_TOPICS_…}). */
    TopicSettings topics() {
        return Configuration.parse("topics: {prefix: '" + prefix + "'}", "--prefix", Sections.class, Map.of())
                .topics();
    }

    private record Sections(TopicSettings topics) {}
}
