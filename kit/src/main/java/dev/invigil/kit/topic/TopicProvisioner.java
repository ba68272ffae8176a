// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.topic;

import dev.invigil.kit.OperatorException;
import dev.invigil.kit.kafka.BrokerRequests;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates the topics that are missing and verifies the others. Afterwards every partition answers: a producer that sends
 * before that can lose records without an error (KAFKA-15591).
 */
public final class TopicProvisioner {
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** A wait that is longer than this is logged. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    private final Admin admin;
    private final String brokers;
    private final List<TopicSpec> wanted;
    private final Duration timeout;
    private final long deadline;
    private final BrokerWait wait;

    private TopicProvisioner(Admin admin, String brokers, TopicSettings settings, Duration timeout) {
        this.admin = admin;
        this.brokers = brokers;
        this.wanted = TopicSpec.table(settings);
        this.timeout = timeout;
        this.deadline = System.nanoTime() + timeout.toNanos();
        this.wait = new BrokerWait(brokers, timeout, QUIET);
    }

    /**
     * Opens its own connection.
     *
     * @throws OperatorException when the broker cannot be reached, or naming every topic's wrong settings
     */
    public static void ensure(KafkaSettings kafka, TopicSettings settings) {
        ensure(kafka, settings, settings.timeout());
    }

    /**
     * The same for a service that waits for its broker.
     *
     * @param patience how long the broker may be away, in place of {@code topics.timeout}
     */
    public static void ensure(KafkaSettings kafka, TopicSettings settings, Duration patience) {
        connected(kafka, settings, patience, TopicProvisioner::run);
    }

    /**
     * Creates nothing: a missing topic is one more problem.
     *
     * @throws OperatorException when the broker cannot be reached, or naming missing topics and wrong settings
     */
    public static void verify(KafkaSettings kafka, TopicSettings settings) {
        connected(kafka, settings, settings.timeout(), provisioner -> {
            TopicCheck check = provisioner.check();
            if (!check.missing().isEmpty()) {
                throw new OperatorException("topics are missing at " + kafka.bootstrapServers() + ": "
                        + check.missing().stream().map(TopicSpec::name).collect(Collectors.joining(", "))
                        + "; create them with: invigil topics create -c CONFIG");
            }
        });
    }

    private static void connected(
            KafkaSettings kafka, TopicSettings settings, Duration timeout, Consumer<TopicProvisioner> work) {
        Map<String, Object> properties = new KafkaClients(kafka, settings.frameLimit()).admin("invigil-topics");
        Admin admin;
        try {
            admin = Admin.create(properties);
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new OperatorException(
                    "the Kafka client for " + kafka.bootstrapServers() + " cannot be created: " + cause.getMessage()
                            + "; check the kafka section",
                    e);
        }
        try {
            work.accept(new TopicProvisioner(admin, kafka.bootstrapServers(), settings, timeout));
        } finally {
            admin.close(Duration.ofSeconds(1));
        }
    }

    /**
     * Uses a client that the caller owns.
     *
     * @param brokers the address, for messages
     * @throws OperatorException when the broker cannot be reached, or naming every topic's wrong settings
     */
    public static void ensure(Admin admin, String brokers, TopicSettings settings) {
        new TopicProvisioner(admin, brokers, settings, settings.timeout()).run();
    }

    private void run() {
        // several services may start together: a service that loses the race to create a topic finds it at the next
        // attempt
        while (true) {
            try {
                TopicCheck check = check();
                if (check.missing().isEmpty()) {
                    break;
                }
                create(check.missing());
                pause("the new topics did not appear");
            } catch (RetriableException e) {
                pause("the broker did not answer (" + e.getMessage() + ")");
            }
        }
        while (!everyPartitionAnswers()) {
            pause("not every partition has a leader");
        }
    }

    /** Right where they exist, or an exception that names every wrong setting. */
    private TopicCheck check() {
        TopicCheck check = TopicCheck.of(wanted, existing());
        if (!check.problems().isEmpty()) {
            throw new OperatorException(
                    "the topics at " + brokers + " are not as configured:\n  " + String.join("\n  ", check.problems()));
        }
        return check;
    }

    private Map<String, TopicState> existing() {
        List<String> names = wanted.stream().map(TopicSpec::name).toList();
        Map<String, KafkaFuture<TopicDescription>> descriptions = admin.describeTopics(
                        names, new DescribeTopicsOptions().timeoutMs(remainingMillis()))
                .topicNameValues();
        Map<String, TopicDescription> found = new HashMap<>();
        descriptions.forEach((name, future) -> {
            try {
                found.put(name, await(future));
            } catch (UnknownTopicOrPartitionException e) {
                // missing: to be created
            }
        });
        List<ConfigResource> resources = found.keySet().stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<String, TopicState> states = new HashMap<>();
        admin.describeConfigs(resources, new DescribeConfigsOptions().timeoutMs(remainingMillis()))
                .values()
                .forEach((resource, future) -> {
                    try {
                        states.put(resource.name(), state(found.get(resource.name()), await(future)));
                    } catch (UnknownTopicOrPartitionException e) {
                        // described by one broker, not yet known to the other: next turn
                    }
                });
        return states;
    }

    private static TopicState state(TopicDescription description, Config config) {
        return new TopicState(
                description.partitions().size(),
                description.partitions().stream()
                        .mapToInt(partition -> partition.replicas().size())
                        .min()
                        .orElse(0),
                config.entries().stream()
                        .filter(entry -> entry.value() != null)
                        .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value)));
    }

    private void create(List<TopicSpec> missing) {
        admin.createTopics(
                        missing.stream().map(TopicSpec::toNewTopic).toList(),
                        new CreateTopicsOptions().timeoutMs(remainingMillis()))
                .values()
                .forEach((name, future) -> {
                    try {
                        await(future);
                    } catch (TopicExistsException e) {
                        // another service was faster
                    }
                });
    }

    private boolean everyPartitionAnswers() {
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        List<TopicDescription> descriptions = new ArrayList<>();
        try {
            descriptions.addAll(await(admin.describeTopics(
                                    wanted.stream().map(TopicSpec::name).toList(),
                                    new DescribeTopicsOptions().timeoutMs(remainingMillis()))
                            .allTopicNames())
                    .values());
            descriptions.forEach(description -> description
                    .partitions()
                    .forEach(partition -> partitions.put(
                            new TopicPartition(description.name(), partition.partition()), OffsetSpec.latest())));
            await(admin.listOffsets(partitions, new ListOffsetsOptions().timeoutMs(remainingMillis()))
                    .all());
            return true;
        } catch (RetriableException e) {
            return false;
        }
    }

    /** The result; retriable errors, missing and existing topics are thrown as they are, all other errors as an {@code OperatorException}. */
    private <T> T await(KafkaFuture<T> future) {
        try {
            return wait.get(future);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperatorException("interrupted while preparing the topics at " + brokers, e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof TimeoutException) {
                throw new OperatorException(
                        "no answer from the broker at " + brokers + " within " + timeout.toMillis()
                                + " ms; start the broker, or correct kafka.bootstrap.servers",
                        cause);
            }
            if (cause instanceof TopicExistsException exists) {
                throw exists;
            }
            if (cause instanceof RetriableException retriable) {
                throw retriable;
            }
            throw new OperatorException(
                    "the broker at " + brokers + " refused to prepare the topics: " + cause.getMessage()
                            + BrokerRequests.remedy(cause),
                    cause);
        }
    }

    private void pause(String failure) {
        if (remainingMillis() <= 1) {
            throw new OperatorException(failure + " at " + brokers + " within " + timeout.toMillis()
                    + " ms; see the log of the broker, or increase patience of the service or topics.timeout");
        }
        wait.repeated(failure);
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperatorException("interrupted while preparing the topics at " + brokers, e);
        }
    }

    private int remainingMillis() {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, (deadline - System.nanoTime()) / 1_000_000));
    }
}
