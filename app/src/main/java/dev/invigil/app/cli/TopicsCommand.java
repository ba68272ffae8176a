// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.topic.TopicProvisioner;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.kit.topic.TopicSpec;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
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

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Show the topics and their record counts.")
    void list(@Mixin Connection connection) throws ExecutionException, InterruptedException {
        TopicSettings settings = connection.topics();
        TopicProvisioner.verify(connection.kafka(), settings);
        List<String> names =
                TopicSpec.table(settings).stream().map(TopicSpec::name).toList();
        try (Admin admin =
                Admin.create(new KafkaClients(connection.kafka(), settings.frameLimit()).admin("invigil-topics"))) {
            Map<String, TopicDescription> found =
                    admin.describeTopics(names).allTopicNames().get();
            PrintWriter out = spec.commandLine().getOut();
            out.printf("%-28s %10s %12s  %s%n", "topic", "partitions", "records", "cleanup, retention, largest record");
            for (TopicSpec topic : TopicSpec.table(settings)) {
                int partitions = found.get(topic.name()).partitions().size();
                out.printf(
                        "%-28s %10d %12d  %s%n",
                        topic.name(), partitions, records(admin, topic.name(), partitions), readable(topic));
            }
            out.flush();
        }
    }

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Create missing topics and verify the others.")
    void create(@Mixin Connection connection) {
        TopicProvisioner.ensure(connection.kafka(), connection.topics());
        spec.commandLine().getOut().println("all topics exist and are configured as expected");
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Report missing topics and wrong settings.")
    void verify(@Mixin Connection connection) {
        TopicProvisioner.verify(connection.kafka(), connection.topics());
        spec.commandLine().getOut().println("all topics exist and are configured as expected");
    }

    /** Offsets between beginning and end. Transaction markers are counted; compacted records are counted, too. */
    private static long records(Admin admin, String topic, int partitions)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        Map<TopicPartition, OffsetSpec> last = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            first.put(new TopicPartition(topic, partition), OffsetSpec.earliest());
            last.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        return sum(admin, last) - sum(admin, first);
    }

    private static long sum(Admin admin, Map<TopicPartition, OffsetSpec> offsets)
            throws ExecutionException, InterruptedException {
        return admin.listOffsets(offsets).all().get().values().stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    private static String readable(TopicSpec topic) {
        List<String> words = new ArrayList<>();
        words.add(topic.configs().get(TopicConfig.CLEANUP_POLICY_CONFIG));
        Optional.ofNullable(topic.configs().get(TopicConfig.RETENTION_MS_CONFIG))
                .map(millis -> Duration.ofMillis(Long.parseLong(millis)))
                .ifPresent(kept -> words.add(kept.toHours() % 24 == 0 ? kept.toDays() + " d" : kept.toHours() + " h"));
        Optional.ofNullable(topic.configs().get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG))
                .map(bytes -> new DataSize(Long.parseLong(bytes)))
                .ifPresent(largest -> words.add(largest.toString()));
        return String.join("  ", words);
    }
}
