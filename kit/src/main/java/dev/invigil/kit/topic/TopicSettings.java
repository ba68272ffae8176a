// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.topic;

import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Section {@code topics}: settings of the topics.
 *
 * @param prefix before every name
 * @param partitions of every topic: the most scorers that can share the work
 * @param replicationFactor copies of every partition; at most the number of brokers
 * @param frameLimit the largest encoded image
 * @param frameRetention how long frames are kept
 * @param verdictRetention how long verdicts are kept
 * @param mapRetention how long anomaly maps are kept
 * @param alertRetention how long alerts are kept that have not been overwritten by a later state
 * @param deadLetterRetention how long dead letters are kept
 * @param timeout how long to try to reach the broker and to wait for new topics
 */
public record TopicSettings(
        @Default(Topic.DEFAULT_PREFIX) String prefix,
        @Default("6") int partitions,
        @Default("1") int replicationFactor,
        @Default("16MiB") DataSize frameLimit,
        @Default("1d") Duration frameRetention,
        @Default("30d") Duration verdictRetention,
        @Default("7d") Duration mapRetention,
        @Default("30d") Duration alertRetention,
        @Default("30d") Duration deadLetterRetention,
        @Default("30s") Duration timeout) {
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]{0,100}");

    public TopicSettings {
        new Requirements()
                .that(
                        PREFIX.matcher(prefix).matches(),
                        "prefix",
                        "may contain only letters, digits, dots, dashes and underscores, at most 100")
                .that(partitions >= 1, "partitions", "must be at least 1, but is " + partitions)
                .that(
                        replicationFactor >= 1 && replicationFactor <= Short.MAX_VALUE,
                        "replication-factor",
                        "must be at least 1, but is " + replicationFactor)
                .that(
                        frameLimit.bytes() >= 1 << 10 && frameLimit.bytes() <= 1 << 30,
                        "frame-limit",
                        "must be between 1KiB and 1GiB, but is " + frameLimit)
                .that(!timeout.isZero() && !timeout.isNegative(), "timeout", "must be greater than 0")
                .verify();
    }

    /** The defaults under another prefix, for demos and tests. */
    public static TopicSettings under(String prefix) {
        return Configuration.of(Map.of("prefix", prefix), "topics", TopicSettings.class, Map.of());
    }

    /** The same under another prefix. */
    public TopicSettings withPrefix(String other) {
        return new TopicSettings(
                other,
                partitions,
                replicationFactor,
                frameLimit,
                frameRetention,
                verdictRetention,
                mapRetention,
                alertRetention,
                deadLetterRetention,
                timeout);
    }

    /** The full name of a topic. */
    public String name(Topic topic) {
        return topic.name(prefix);
    }
}
