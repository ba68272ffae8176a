// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.line;

import dev.invigil.alerts.AlertsConfig;
import dev.invigil.console.ConsoleConfig;
import dev.invigil.ingest.IngestConfig;
import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.config.Requirements;
import dev.invigil.kit.http.HttpConfig;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.scorer.ScorerConfig;
import dev.invigil.trainer.TrainerConfig;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The file of {@code invigil run}. A service without a section does not run.
 *
 * @param broker the embedded broker, if any
 * @param http metrics, health and pages of the whole process
 * @param console the page at {@code /}; it runs in every process, with its defaults if the file has no section for it
 */
public record LineConfig(
        Optional<BrokerConfig> broker,
        KafkaSettings kafka,
        TopicSettings topics,
        HttpConfig http,
        Optional<IngestConfig> ingest,
        Optional<ScorerConfig> scorer,
        Optional<AlertsConfig> alerts,
        Optional<TrainerConfig> trainer,
        ConsoleConfig console) {
    /** The names of all sections that a line's file can have. */
    public static final Set<String> SECTIONS = Arrays.stream(LineConfig.class.getRecordComponents())
            .map(RecordComponent::getName)
            .collect(Collectors.toUnmodifiableSet());

    public LineConfig {
        String address =
                broker.map(inside -> inside.host() + ":" + inside.port()).orElse("");
        new Requirements()
                .that(
                        Stream.of(broker, ingest, scorer, alerts, trainer).anyMatch(Optional::isPresent),
                        "ingest",
                        "is missing, as are scorer, alerts, trainer and broker; add the section of at least one service")
                .that(
                        broker.isEmpty() || kafka.bootstrapServers().equals(address),
                        "kafka",
                        "must name the broker of this file: bootstrap.servers: " + address)
                .that(
                        broker.map(inside -> inside.maxMessage().bytes() >= largestRecord(topics))
                                .orElse(true),
                        "broker",
                        "has a max-message that is too small for topics.frame-limit " + topics.frameLimit()
                                + "; set it to at least " + new DataSize(largestRecord(topics)))
                .verify();
    }

    /** The same with another section {@code trainer}. */
    public LineConfig with(TrainerConfig other) {
        return new LineConfig(broker, kafka, topics, http, ingest, scorer, alerts, Optional.of(other), console);
    }

    /** A dead letter: a frame and its headers, with the cause in further headers. */
    private static long largestRecord(TopicSettings topics) {
        return topics.frameLimit()
                .plus(KafkaClients.RECORD_SLACK)
                .plus(KafkaClients.RECORD_SLACK)
                .bytes();
    }

    /** How long the line waits for its broker at start-up: the longest {@code patience} of its services. */
    Duration patience() {
        return Stream.of(
                        ingest.map(IngestConfig::patience),
                        scorer.map(ScorerConfig::patience),
                        alerts.map(AlertsConfig::patience),
                        trainer.map(TrainerConfig::patience))
                .flatMap(Optional::stream)
                .max(Duration::compareTo)
                .orElse(topics.timeout());
    }
}
