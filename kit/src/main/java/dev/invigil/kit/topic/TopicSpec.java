// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.topic;

import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_COMPACT;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_DELETE;
import static org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;

import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.kafka.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * A topic as it should be. {@link #table} is the one place that says how the topics of an installation are set.
 *
 * @param configs Kafka's own names and values
 */
public record TopicSpec(String name, int partitions, int replicationFactor, Map<String, String> configs) {
    private static final DataSize SMALL_RECORD = DataSize.mebibytes(1);

    public TopicSpec {
        configs = Map.copyOf(configs);
    }

    /** All topics of an installation. */
    public static List<TopicSpec> table(TopicSettings settings) {
        DataSize frame = settings.frameLimit().plus(KafkaClients.RECORD_SLACK);
        // a dead letter has additional headers with the cause
        DataSize deadFrame = frame.plus(KafkaClients.RECORD_SLACK);
        String delete = CLEANUP_POLICY_DELETE;
        String compactAndDelete = CLEANUP_POLICY_COMPACT + "," + CLEANUP_POLICY_DELETE;
        return List.of(
                spec(settings, Topic.FRAMES, delete, settings.frameRetention(), frame),
                spec(settings, Topic.VERDICTS, delete, settings.verdictRetention(), SMALL_RECORD),
                spec(settings, Topic.MAPS, delete, settings.mapRetention(), frame),
                spec(settings, Topic.ALERTS, compactAndDelete, settings.alertRetention(), SMALL_RECORD),
                compacted(settings, Topic.THRESHOLDS),
                spec(settings, Topic.SHADOW_VERDICTS, delete, settings.verdictRetention(), SMALL_RECORD),
                compacted(settings, Topic.MODELS),
                compacted(settings, Topic.LABELS),
                spec(settings, Topic.DEAD_LETTERS, delete, settings.deadLetterRetention(), deadFrame),
                compacted(settings, Topic.INGEST_PROGRESS));
    }

    /** One partition, kept permanently: its reader reads all of it at start-up, and compaction bounds its size. */
    private static TopicSpec compacted(TopicSettings settings, Topic topic) {
        return new TopicSpec(
                settings.name(topic),
                1,
                settings.replicationFactor(),
                Map.of(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_COMPACT));
    }

    private static TopicSpec spec(
            TopicSettings settings, Topic topic, String cleanup, Duration retention, DataSize largestRecord) {
        return new TopicSpec(
                settings.name(topic),
                settings.partitions(),
                settings.replicationFactor(),
                Map.of(
                        CLEANUP_POLICY_CONFIG,
                        cleanup,
                        RETENTION_MS_CONFIG,
                        Long.toString(retention.toMillis()),
                        MAX_MESSAGE_BYTES_CONFIG,
                        Long.toString(largestRecord.bytes())));
    }

    /** For Kafka's admin client. */
    NewTopic toNewTopic() {
        return new NewTopic(name, partitions, (short) replicationFactor).configs(configs);
    }
}
