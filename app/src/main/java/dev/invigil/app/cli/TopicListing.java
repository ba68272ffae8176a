// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.terminal.TextTable;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.topic.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;

/** Lists the topics that a broker has, whatever their settings, and names those of the installation that are missing. Reads no records. */
final class TopicListing {
    private final Connection connection;
    private final Admin admin;

    private TopicListing(Connection connection, Admin admin) {
        this.connection = connection;
        this.admin = admin;
    }

    /**
     * One row for each topic: those of the installation first, then others with its prefix.
     *
     * @throws OperatorException if the broker does not answer or refuses
     */
    static TextTable of(Connection connection) {
        Map<String, Object> properties = new HashMap<>(
                new KafkaClients(connection.kafka(), connection.topics().frameLimit()).admin("invigil-topics"));
        int patience = Math.toIntExact(connection.topics().timeout().toMillis());
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, patience);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, patience);
        try (Admin admin = Admin.create(properties)) {
            return new TopicListing(connection, admin).table();
        } catch (KafkaException e) {
            throw connection.unusable(e);
        }
    }

    private TextTable table() {
        Set<String> present = new TreeSet<>(await(admin.listTopics().names()));
        Set<String> names = new LinkedHashSet<>();
        TopicSpec.table(connection.topics()).forEach(topic -> names.add(topic.name()));
        present.stream()
                .filter(name -> name.startsWith(connection.topics().prefix()))
                .forEach(names::add);
        present.retainAll(names);
        Map<String, Integer> partitions = partitions(present);
        Map<String, String> settings = settings(present);
        TextTable table = new TextTable("topic", ">partitions", ">offsets", "cleanup, retention, largest record");
        for (String name : names) {
            if (present.contains(name)) {
                int count = partitions.get(name);
                table.row(name, Integer.toString(count), Long.toString(offsets(name, count)), settings.get(name));
            } else {
                table.row(name, "-", "-", "missing; create it with: invigil topics create -c CONFIG");
            }
        }
        return table;
    }

    private Map<String, Integer> partitions(Set<String> topics) {
        Map<String, Integer> partitions = new HashMap<>();
        await(admin.describeTopics(topics).allTopicNames())
                .forEach(
                        (name, topic) -> partitions.put(name, topic.partitions().size()));
        return partitions;
    }

    /** End minus beginning of every partition. Transaction markers and compacted records are included. */
    private long offsets(String topic, int partitions) {
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        Map<TopicPartition, OffsetSpec> last = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            first.put(new TopicPartition(topic, partition), OffsetSpec.earliest());
            last.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        return sum(last) - sum(first);
    }

    private long sum(Map<TopicPartition, OffsetSpec> offsets) {
        return await(admin.listOffsets(offsets).all()).values().stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    private Map<String, String> settings(Set<String> topics) {
        List<ConfigResource> resources = topics.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<String, String> settings = new HashMap<>();
        await(admin.describeConfigs(resources).all())
                .forEach((resource, config) -> settings.put(resource.name(), readable(config)));
        return settings;
    }

    private static String readable(Config config) {
        String cleanup = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
        List<String> words = new ArrayList<>(List.of(cleanup));
        if (cleanup.contains(TopicConfig.CLEANUP_POLICY_DELETE)) {
            words.add(retention(
                    Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value())));
        }
        // the default of the broker is not shown
        Optional.of(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG))
                .filter(limit -> limit.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .ifPresent(limit -> words.add(new DataSize(Long.parseLong(limit.value())).toString()));
        return String.join("  ", words);
    }

    private static String retention(long millis) {
        Duration kept = Duration.ofMillis(millis);
        if (millis < 0) {
            return "unlimited";
        }
        if (kept.equals(Duration.ofDays(kept.toDays()))) {
            return kept.toDays() + " d";
        }
        if (kept.equals(Duration.ofHours(kept.toHours()))) {
            return kept.toHours() + " h";
        }
        return kept.equals(Duration.ofMinutes(kept.toMinutes())) ? kept.toMinutes() + " min" : millis + " ms";
    }

    private <T> T await(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperatorException("interrupted while listing the topics", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException timeout) {
                throw connection.silent(timeout);
            }
            throw connection.unusable(e.getCause());
        }
    }
}
