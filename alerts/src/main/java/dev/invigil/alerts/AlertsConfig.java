// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts;

import dev.invigil.alerts.group.Grouping;
import dev.invigil.alerts.rule.RuleOverrides;
import dev.invigil.alerts.rule.Rules;
import dev.invigil.alerts.sink.SinkConfig;
import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Section {@code alerts}.
 *
 * @param applicationId shared by all instances that share the work; names the consumer group and the changelog
 * @param threads stream threads, at least 1
 * @param patience how long the broker may be unreachable before the service stops
 * @param cameraLimit how many cameras are watched in each partition of verdicts
 * @param grouping which incidents of several cameras are reported as one
 * @param rules for all cameras
 * @param cameras settings that differ, by camera name
 * @param sinks where alerts are sent, besides the topic
 * @param metricCameras how many cameras without an entry in {@code cameras} have metrics of their own
 */
public record AlertsConfig(
        @Default("invigil-alerts") String applicationId,
        @Default("1") int threads,
        @Default("5m") Duration patience,
        @Default("1000") int cameraLimit,
        Grouping grouping,
        Rules rules,
        Map<String, RuleOverrides> cameras,
        List<SinkConfig> sinks,
        @Default("50") int metricCameras) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    public AlertsConfig {
        cameras = Map.copyOf(cameras);
        sinks = List.copyOf(sinks);
        List<String> names = sinks.stream().map(SinkConfig::name).toList();
        Requirements requirements = new Requirements()
                .that(
                        NAME.matcher(applicationId).matches(),
                        "application-id",
                        "must be 1 to 100 letters, digits, dots, dashes and underscores")
                .that(threads >= 1, "threads", "must be at least 1, but is " + threads)
                .that(patience.toSeconds() >= 1, "patience", "must be at least 1s")
                .that(cameraLimit >= 1, "camera-limit", "must be at least 1, but is " + cameraLimit)
                .that(
                        metricCameras >= 0 && metricCameras <= 10_000,
                        "metric-cameras",
                        "must be 0 to 10000, but is " + metricCameras)
                .that(
                        names.size() == Set.copyOf(names).size(),
                        "sinks",
                        "has two sinks of the same name; names are " + String.join(", ", names));
        for (Map.Entry<String, RuleOverrides> entry : new TreeMap<>(cameras).entrySet()) {
            String problem = problem(entry.getValue(), rules);
            requirements.that(problem.isEmpty(), "cameras." + entry.getKey(), problem);
        }
        requirements.verify();
    }

    /** The rules of a camera. */
    public Rules rulesOf(String camera) {
        return Optional.ofNullable(cameras.get(camera))
                .map(overrides -> overrides.over(rules))
                .orElse(rules);
    }

    private static String problem(RuleOverrides overrides, Rules rules) {
        try {
            overrides.over(rules);
            return "";
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }
}
