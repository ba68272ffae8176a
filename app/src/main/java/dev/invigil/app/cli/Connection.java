// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.line.LineConfig;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.Configuration;
import dev.invigil.kit.kafka.BrokerRequests;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.topic.TopicSettings;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;
import picocli.CommandLine.Option;

/**
 * Options of commands that need a broker and the topics of one installation, but no service. An option overrides the environment
 * ({@code INVIGIL_KAFKA_…}, {@code INVIGIL_TOPICS_…}), which overrides the file.
 */
final class Connection {
    private static final Map<String, ?> DEFAULTS = Map.of("kafka", Map.of("bootstrap.servers", "localhost:9092"));

    @Option(
            names = {"-c", "--config"},
            paramLabel = "CONFIG",
            description = "The YAML file of the line or of one of its services. Only kafka and topics are read.")
    private Optional<Path> config;

    @Option(
            names = {"-b", "--bootstrap-server"},
            paramLabel = "HOST:PORT",
            description = "The broker (default: the file's, else localhost:9092).")
    private Optional<String> broker;

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            description = "Prefix of every topic name (default: the file's, else 'invigil.').")
    private Optional<String> prefix;

    private Optional<Sections> sections = Optional.empty();

    private record Sections(KafkaSettings kafka, TopicSettings topics) {}

    /** How to reach the broker, security settings included. */
    KafkaSettings kafka() {
        KafkaSettings kafka = sections().kafka();
        return broker.map(kafka::at).orElse(kafka);
    }

    /** Names and settings of the installation's topics. */
    TopicSettings topics() {
        TopicSettings topics = sections().topics();
        return prefix.map(topics::withPrefix).orElse(topics);
    }

    /** Names the setting that the address of the broker comes from, for remedies. */
    String addressSetting() {
        return broker.isPresent() ? "-b" : "-b HOST:PORT, or kafka.bootstrap.servers in the file that -c CONFIG names";
    }

    /** Runs work at the broker; when it does not answer, the error names the option that gave its address. */
    void ask(Runnable work) {
        ask(() -> {
            work.run();
            return true;
        });
    }

    /** The same for work with a result. */
    <T> T ask(Supplier<T> work) {
        try {
            return work.get();
        } catch (OperatorException e) {
            if (e.getCause() instanceof TimeoutException timeout) {
                throw silent(timeout);
            }
            throw e;
        }
    }

    /** The error for a broker that does not answer. */
    OperatorException silent(TimeoutException cause) {
        return new OperatorException(
                "no answer from the broker at " + kafka().bootstrapServers() + " within "
                        + topics().timeout().toMillis() + " ms; start the broker, or correct " + addressSetting(),
                cause);
    }

    /** The error for a broker that refuses, or whose address cannot be used. */
    OperatorException unusable(Throwable failure) {
        Throwable reason = failure.getCause() == null ? failure : failure.getCause();
        String access = BrokerRequests.remedy(reason);
        return new OperatorException(
                "the broker at " + kafka().bootstrapServers() + " cannot be used: " + reason.getMessage()
                        + (access.isEmpty() ? "; check " + addressSetting() + " and the kafka section" : access),
                failure);
    }

    private Sections sections() {
        if (sections.isEmpty()) {
            Map<String, String> environment = System.getenv();
            sections = Optional.of(config.map(
                            file -> Configuration.readSections(file, Sections.class, otherSections(), environment))
                    .orElseGet(() -> Configuration.of(DEFAULTS, "the environment", Sections.class, environment)));
        }
        return sections.get();
    }

    private static Set<String> otherSections() {
        Set<String> others = new HashSet<>(LineConfig.SECTIONS);
        others.removeAll(Set.of("kafka", "topics"));
        return others;
    }
}
