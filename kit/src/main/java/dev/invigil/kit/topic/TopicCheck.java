// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.topic;

import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares the configured topics with the existing ones. Larger values are accepted (partitions, replicas, retention, record size);
 * smaller ones are a problem, and so is another cleanup policy.
 *
 * @param missing topics to create
 * @param problems one line each: topic, setting, found, wanted, how to fix
 */
record TopicCheck(List<TopicSpec> missing, List<String> problems) {

    /** @param existing by name; a topic that is not in it does not exist */
    static TopicCheck of(List<TopicSpec> wanted, Map<String, TopicState> existing) {
        List<TopicSpec> missing = wanted.stream()
                .filter(spec -> !existing.containsKey(spec.name()))
                .toList();
        List<String> problems = new ArrayList<>();
        for (TopicSpec spec : wanted) {
            if (existing.containsKey(spec.name())) {
                compare(spec, existing.get(spec.name()), problems);
            }
        }
        return new TopicCheck(missing, problems);
    }

    private static void compare(TopicSpec wanted, TopicState found, List<String> problems) {
        if (found.partitions() < wanted.partitions()) {
            problems.add(problem(
                    wanted,
                    "partitions",
                    found.partitions(),
                    wanted.partitions(),
                    "kafka-topics.sh --alter --topic " + wanted.name() + " --partitions " + wanted.partitions()
                            + ", or set topics.partitions: " + found.partitions()));
        }
        if (found.replicationFactor() < wanted.replicationFactor()) {
            problems.add(problem(
                    wanted,
                    "replication factor",
                    found.replicationFactor(),
                    wanted.replicationFactor(),
                    "reassign its partitions with kafka-reassign-partitions.sh, or set topics.replication-factor: "
                            + found.replicationFactor()));
        }
        wanted.configs().keySet().stream().sorted().forEach(key -> {
            String is = found.configs().getOrDefault(key, "");
            String should = wanted.configs().get(key);
            if (!suffices(key, is, should)) {
                problems.add(problem(
                        wanted,
                        key,
                        is.isEmpty() ? "nothing" : is,
                        should,
                        "kafka-configs.sh --alter --entity-type topics --entity-name " + wanted.name()
                                + " --add-config " + key + "=" + (should.contains(",") ? "[" + should + "]" : should)));
            }
        });
    }

    private static boolean suffices(String key, String found, String wanted) {
        if (key.equals(CLEANUP_POLICY_CONFIG)) {
            return words(found).equals(words(wanted));
        }
        long is = number(found);
        boolean unlimited = key.equals(RETENTION_MS_CONFIG) && is == -1;
        return unlimited || is >= Long.parseLong(wanted);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return Long.MIN_VALUE;
        }
    }

    private static Set<String> words(String list) {
        return Arrays.stream(list.split(",")).map(String::strip).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String problem(TopicSpec topic, String setting, Object found, Object wanted, String remedy) {
        return "topic " + topic.name() + ": " + setting + " is " + found + ", expected " + wanted + "; fix: " + remedy;
    }
}
