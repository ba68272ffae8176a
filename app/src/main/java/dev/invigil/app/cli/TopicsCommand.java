// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.kit.topic.TopicProvisioner;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists, creates and verifies the topics of an installation. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "List, create or verify the topics of an installation.",
        footer = {
            "",
            "Services create missing topics and verify the others when they start. Use this",
            "command to do so in advance, for example with rights that the services lack.",
            "",
            "Examples:",
            "  invigil topics list",
            "  invigil topics create --config line.yaml",
            "  invigil topics verify -b broker:9092 --prefix plant7.",
            "",
            "The CONFIG of a line provides TLS, login, prefix, replication and retention.",
            "Without it, the defaults and the environment (INVIGIL_KAFKA_...) are used."
        })
final class TopicsCommand {
    @Spec
    private CommandSpec spec;

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Show the topics that the broker has, with their settings there.",
            footer = {
                "",
                "Settings are not compared with those expected: use 'invigil topics verify'.",
                "Offsets are the positions from the oldest record that retention has kept to the",
                "end. They include transaction markers and records that compaction has removed,",
                "so there can be fewer records than offsets."
            })
    void list(@Mixin Connection connection) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(TopicListing.of(connection));
        out.flush();
    }

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Create missing topics and verify the others.")
    void create(@Mixin Connection connection) {
        connection.ask(() -> TopicProvisioner.ensure(connection.kafka(), connection.topics()));
        spec.commandLine().getOut().println("all topics exist and are configured as expected");
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Report missing topics and wrong settings.")
    void verify(@Mixin Connection connection) {
        connection.ask(() -> TopicProvisioner.verify(connection.kafka(), connection.topics()));
        spec.commandLine().getOut().println("all topics exist and are configured as expected");
    }
}
