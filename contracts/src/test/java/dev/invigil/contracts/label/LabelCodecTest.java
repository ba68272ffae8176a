// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.label;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelCodecTest {
    private static final PublishedSchema SCHEMA = PublishedSchema.load("label.v1.schema.json");

    private static final Label GOOD = new Label(
            1,
            "cam-1-000117",
            Label.Quality.GOOD,
            Optional.empty(),
            Optional.empty(),
            "m.weber",
            Instant.parse("2026-01-31T03:02:01Z"));

    private static final Label DEFECTIVE = new Label(
            1,
            "cam-1-000118",
            Label.Quality.DEFECTIVE,
            Optional.of("scratch"),
            Optional.of("seen under the microscope"),
            "m.weber",
            Instant.parse("2026-01-31T03:02:01.250Z"));

    @Test
    void shouldReadAndWriteSchemaOneAsTheGoldenFilesHaveIt() throws IOException {
        for (Map.Entry<String, Label> golden : Map.of("label-v1-good.json", GOOD, "label-v1-defective.json", DEFECTIVE)
                .entrySet()) {
            Label label = golden.getValue();
            JsonNode json = PublishedSchema.golden(golden.getKey());
            assertThat(decode(label.frameId(), json)).isEqualTo(new Reading.Accepted<>(label));
            assertThat(Json.mapper().readTree(LabelCodec.encode(label))).isEqualTo(json);
            assertThat(SCHEMA.strictViolations(json)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"frameId", "quality", "by", "at"})
    void shouldRefuseByTheSchemaAndTheRecordWhatLacksAField(String field) {
        ObjectNode partial = PublishedSchema.golden("label-v1-defective.json").deepCopy();
        partial.remove(field);

        assertThat(SCHEMA.violations(partial)).isNotEmpty();
        assertThat(decode(DEFECTIVE.frameId(), partial)).isInstanceOf(Reading.Refused.class);
    }

    @Test
    void shouldRefuseADefectOfAGoodPartAndAnothersKey() {
        ObjectNode contradiction = PublishedSchema.golden("label-v1-good.json").deepCopy();
        contradiction.put("defect", "scratch");
        assertThat(decode(GOOD.frameId(), contradiction))
                .isInstanceOfSatisfying(Reading.Refused.class, refused -> assertThat(refused.detail())
                        .contains("a GOOD part has no defect"));
        assertThat(decode("other", PublishedSchema.golden("label-v1-good.json")))
                .isInstanceOfSatisfying(Reading.Refused.class, refused -> assertThat(refused.detail())
                        .contains("the record's key is other"));
    }

    private static Reading<Label> decode(String key, JsonNode json) {
        return LabelCodec.decode(key, json.toString().getBytes(UTF_8));
    }
}
