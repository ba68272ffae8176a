// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.invigil.contracts.json.Json;
import dev.invigil.contracts.json.PublishedSchema;
import dev.invigil.contracts.json.Reading;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AlertCodecTest {
    private static final PublishedSchema SCHEMA = PublishedSchema.load("alert.v1.schema.json");
    private static final Instant OPENED = Instant.parse("2026-01-31T08:15:30Z");

    private static final Alert UPDATED = new Alert(
            1,
            "line1/cam1/K_OF_N/2026-01-31T08:15:30Z",
            "line1",
            "cam1",
            AlertCause.K_OF_N,
            AlertState.UPDATED,
            OPENED,
            Instant.parse("2026-01-31T08:16:00Z"),
            Optional.empty(),
            4,
            List.of("f-1", "f-2", "f-3", "f-4"),
            "4 of the last 10 parts at cam1 were rejected");

    private static final Alert CLOSED = new Alert(
            1,
            "line1/cam1/SILENT_CAMERA/2026-01-31T08:15:30Z",
            "line1",
            "cam1",
            AlertCause.SILENT_CAMERA,
            AlertState.CLOSED,
            OPENED,
            Instant.parse("2026-01-31T08:20:00Z"),
            Optional.of(Instant.parse("2026-01-31T08:20:00Z")),
            0,
            List.of(),
            "cam1 sends again");

    @Test
    void shouldReadTheAlertsOfSchemaOne() {
        assertThat(decode(PublishedSchema.golden("alert-v1-updated.json"))).isEqualTo(new Reading.Accepted<>(UPDATED));
        assertThat(decode(PublishedSchema.golden("alert-v1-closed.json"))).isEqualTo(new Reading.Accepted<>(CLOSED));
    }

    @Test
    void shouldWriteSchemaOneAsTheGoldenFilesHaveIt() throws IOException {
        assertThat(tree(UPDATED)).isEqualTo(PublishedSchema.golden("alert-v1-updated.json"));
        assertThat(tree(CLOSED)).isEqualTo(PublishedSchema.golden("alert-v1-closed.json"));
    }

    @Test
    void shouldFollowThePublishedSchema() throws IOException {
        assertThat(SCHEMA.violations(PublishedSchema.golden("alert-v1-updated.json")))
                .isEmpty();
        assertThat(SCHEMA.violations(PublishedSchema.golden("alert-v1-closed.json")))
                .isEmpty();
        assertThat(SCHEMA.strictViolations(tree(UPDATED))).isEmpty();
        assertThat(SCHEMA.strictViolations(tree(CLOSED))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(AlertCause.class)
    void shouldListEveryCauseInThePublishedSchema(AlertCause cause) throws IOException {
        ObjectNode json = (ObjectNode) tree(UPDATED);
        json.put("cause", cause.name());

        assertThat(SCHEMA.violations(json)).isEmpty();
    }

    @Test
    void shouldRefuseAClosedAlertWithoutItsEnd() {
        ObjectNode open = PublishedSchema.golden("alert-v1-closed.json").deepCopy();
        open.remove("closedAt");

        assertThat(SCHEMA.violations(open)).isNotEmpty();
        assertThat(decode(open)).isInstanceOfSatisfying(Reading.Refused.class, refused -> {
            assertThat(refused.refusal()).isEqualTo(Reading.Refusal.INVALID);
            assertThat(refused.detail()).contains("closedAt");
        });
    }

    @Test
    void shouldRefuseASchemaFromTheFuture() {
        ObjectNode future = PublishedSchema.golden("alert-v1-closed.json").deepCopy();
        future.put("schema", 99);

        assertThat(decode(future))
                .isInstanceOfSatisfying(Reading.Refused.class, refused -> assertThat(refused.refusal())
                        .isEqualTo(Reading.Refusal.UNKNOWN_SCHEMA));
    }

    @Test
    void shouldBeKeyedByLineCameraAndCause() {
        assertThat(UPDATED.key()).isEqualTo("line1/cam1/K_OF_N");
    }

    @Test
    void shouldBoundTheFrameIds() {
        List<String> tooMany = Collections.nCopies(Alert.MAX_FRAMES + 1, "f");

        assertThatThrownBy(() -> new Alert(
                        1,
                        "i",
                        "l",
                        "c",
                        AlertCause.K_OF_N,
                        AlertState.OPENED,
                        OPENED,
                        OPENED,
                        Optional.empty(),
                        11,
                        tooMany,
                        "m"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10");
    }

    private static Reading<Alert> decode(JsonNode json) {
        return AlertCodec.decode(json.toString().getBytes(UTF_8));
    }

    private static JsonNode tree(Alert alert) throws IOException {
        return Json.mapper().readTree(AlertCodec.encode(alert));
    }
}
