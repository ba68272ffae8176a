// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.invigil.contracts.json.Json;
import dev.invigil.contracts.json.PublishedSchema;
import dev.invigil.contracts.json.Reading;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRecordCodecTest {
    private static final PublishedSchema SCHEMA = PublishedSchema.load("model.v1.schema.json");

    private static final ModelRecord ACTIVE = new ModelRecord(
            1,
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "line-1",
            "7",
            ModelState.ACTIVE,
            OptionalLong.of(3),
            Optional.of("20260131-030000"),
            "the gate passed on 5 products",
            "trainer",
            Instant.parse("2026-01-31T03:02:01Z"),
            Optional.of(new ModelRecord.Evidence(
                    Optional.of("60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"),
                    Optional.of("PROMOTE"),
                    Optional.of("runs/20260131-030000/gate/index.html"))));

    private static final ModelRecord CANDIDATE = new ModelRecord(
            1,
            "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
            "line-1",
            "8",
            ModelState.CANDIDATE,
            OptionalLong.empty(),
            Optional.empty(),
            "trained on the schedule",
            "trainer",
            Instant.parse("2026-02-01T03:02:01.500Z"),
            Optional.empty());

    @Test
    void shouldReadAndWriteSchemaOneAsTheGoldenFilesHaveIt() throws IOException {
        for (Map.Entry<String, ModelRecord> golden : Map.of(
                        "model-v1-active.json", ACTIVE, "model-v1-candidate.json", CANDIDATE)
                .entrySet()) {
            ModelRecord model = golden.getValue();
            JsonNode json = PublishedSchema.golden(golden.getKey());
            assertThat(decode(model.digest(), json)).isEqualTo(new Reading.Accepted<>(model));
            assertThat(Json.mapper().readTree(ModelRecordCodec.encode(model))).isEqualTo(json);
            assertThat(SCHEMA.strictViolations(json)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"digest", "name", "version", "state", "reason", "actor", "at"})
    void shouldRefuseByTheSchemaAndTheRecordWhatLacksAField(String field) {
        ObjectNode partial = PublishedSchema.golden("model-v1-active.json").deepCopy();
        partial.remove(field);

        assertThat(SCHEMA.violations(partial)).isNotEmpty();
        assertThat(decode(ACTIVE.digest(), partial)).isInstanceOf(Reading.Refused.class);
    }

    @Test
    void shouldRefuseAnActiveModelWithoutItsActivationAndAnothersKey() {
        ObjectNode partial = PublishedSchema.golden("model-v1-active.json").deepCopy();
        partial.remove("activation");
        assertThat(decode(ACTIVE.digest(), partial))
                .isInstanceOfSatisfying(Reading.Refused.class, refused -> assertThat(refused.detail())
                        .contains("number of its activation"));
        assertThat(decode(CANDIDATE.digest(), PublishedSchema.golden("model-v1-active.json")))
                .isInstanceOfSatisfying(Reading.Refused.class, refused -> assertThat(refused.detail())
                        .contains("the record's key is " + CANDIDATE.digest()));
    }

    @Test
    void shouldTakeTheLatestActivationAsActiveThoughTheFormerIsNotYetRetired() {
        ModelRecord next = CANDIDATE.activated(4, "by hand", "m.weber", Instant.EPOCH);

        Models both = Models.of(java.util.List.of(ACTIVE, next));

        assertThat(both.active()).contains(next);
        assertThat(both.earlier()).containsExactly(ACTIVE);
        assertThat(both.nextActivation()).isEqualTo(5);
        assertThat(Models.NONE.active()).isEmpty();
        assertThat(Models.NONE.nextActivation()).isEqualTo(1);
    }

    @Test
    void shouldOfferTheModelThatWasActiveLastForARollback() {
        ModelRecord retired = ACTIVE.in(ModelState.RETIRED, "replaced", "trainer", Instant.EPOCH);
        ModelRecord oldest = new ModelRecord(
                1,
                "0".repeat(64),
                "line-1",
                "1",
                ModelState.RETIRED,
                OptionalLong.of(1),
                Optional.empty(),
                "replaced",
                "trainer",
                Instant.EPOCH,
                Optional.empty());
        ModelRecord active = CANDIDATE.activated(4, "by hand", "m.weber", Instant.EPOCH);

        Models models = Models.of(java.util.List.of(oldest, active, retired));

        assertThat(models.earlier()).containsExactly(retired, oldest);
        assertThat(models.startingWith("000")).containsExactly(oldest);
    }

    private static Reading<ModelRecord> decode(String key, JsonNode json) {
        return ModelRecordCodec.decode(key, json.toString().getBytes(UTF_8));
    }
}
