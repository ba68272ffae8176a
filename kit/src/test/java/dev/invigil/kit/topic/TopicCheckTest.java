// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.kit.config.Configuration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicCheckTest {
    private static final TopicSettings SETTINGS = Configuration.defaults(TopicSettings.class);
    private static final List<TopicSpec> WANTED = TopicSpec.table(SETTINGS);

    @Test
    void shouldListEveryTopicOnce() {
        assertThat(WANTED)
                .extracting(TopicSpec::name)
                .containsExactly(
                        "invigil.frames",
                        "invigil.verdicts",
                        "invigil.maps",
                        "invigil.alerts",
                        "invigil.thresholds",
                        "invigil.verdicts.shadow",
                        "invigil.models",
                        "invigil.labels",
                        "invigil.dead-letters",
                        "invigil.ingest-progress")
                .hasSameSizeAs(Topic.values());
    }

    @Test
    void shouldLeaveRoomForTheLargestFrameAndMoreForADeadOne() {
        long frames = Long.parseLong(spec("invigil.frames").configs().get("max.message.bytes"));
        long dead = Long.parseLong(spec("invigil.dead-letters").configs().get("max.message.bytes"));

        assertThat(frames).isGreaterThan(SETTINGS.frameLimit().bytes());
        assertThat(dead).isGreaterThan(frames);
    }

    @Test
    void shouldCreateWhatIsMissing() {
        TopicCheck check = TopicCheck.of(WANTED, Map.of());

        assertThat(check.missing()).isEqualTo(WANTED);
        assertThat(check.problems()).isEmpty();
    }

    @Test
    void shouldBeContentWithWhatItWouldCreate() {
        TopicCheck check = TopicCheck.of(WANTED, asWanted());

        assertThat(check.missing()).isEmpty();
        assertThat(check.problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "invigil.frames, retention.ms, -1",
        "invigil.frames, max.message.bytes, 100000000",
        "invigil.alerts, cleanup.policy, 'delete, compact'"
    })
    void shouldBeContentWithMoreThanItAskedFor(String topic, String key, String value) {
        assertThat(problemsWith(topic, key, value)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "invigil.frames, retention.ms, 1000",
        "invigil.frames, max.message.bytes, 1048588",
        "invigil.frames, cleanup.policy, compact",
        "invigil.alerts, cleanup.policy, compact"
    })
    void shouldNameTopicSettingFoundWantedAndRemedy(String topic, String key, String value) {
        assertThat(problemsWith(topic, key, value)).singleElement().satisfies(problem -> assertThat(problem)
                .contains(topic, key, value, spec(topic).configs().get(key), "--add-config " + key + "="));
    }

    @Test
    void shouldNoticeFewerPartitionsAndCopies() {
        Map<String, TopicState> existing = asWanted();
        TopicState frames = existing.get("invigil.frames");
        existing.put("invigil.frames", new TopicState(3, 0, frames.configs()));
        existing.put(
                "invigil.maps",
                new TopicState(60, 3, existing.get("invigil.maps").configs()));

        assertThat(TopicCheck.of(WANTED, existing).problems())
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem)
                        .contains("invigil.frames", "partitions is 3", "expected 6", "topics.partitions: 3"))
                .anySatisfy(problem -> assertThat(problem).contains("invigil.frames", "replication factor is 0"));
    }

    @Test
    void shouldTellAllProblemsAtOnce() {
        Map<String, TopicState> existing = asWanted();
        existing.replaceAll((name, state) -> new TopicState(state.partitions(), 0, state.configs()));

        assertThat(TopicCheck.of(WANTED, existing).problems()).hasSameSizeAs(WANTED);
    }

    private static List<String> problemsWith(String topic, String key, String value) {
        Map<String, TopicState> existing = asWanted();
        TopicState state = existing.get(topic);
        Map<String, String> configs = new HashMap<>(state.configs());
        configs.put(key, value);
        existing.put(topic, new TopicState(state.partitions(), state.replicationFactor(), configs));
        return TopicCheck.of(WANTED, existing).problems();
    }

    private static Map<String, TopicState> asWanted() {
        return WANTED.stream()
                .collect(Collectors.toMap(
                        TopicSpec::name,
                        spec -> new TopicState(spec.partitions(), spec.replicationFactor(), spec.configs()),
                        (a, b) -> b,
                        HashMap::new));
    }

    private static TopicSpec spec(String name) {
        return WANTED.stream()
                .filter(spec -> spec.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
