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
import org.junit.jupiter.params.provider.ValueSource;

class AlertCodecTest {
    private static final PublishedSchema SCHEMA = PublishedSchema.load("alert.v3.schema.json");
    private static final Instant OPENED = Instant.parse("2026-01-31T08:15:30Z");

    private static final Alert UPDATED = updated(3, AlertCause.K_OF_N, "4 of the last 10 parts at cam1 were rejected");
    private static final Alert WRONG_PRODUCT = wrongProduct(3);
    private static final Alert DRIFT = updated(
            3, AlertCause.CALIBRATION_DRIFT, "bottle: the scores of good parts are higher than in the calibration");
    private static final Alert CLOSED = closed(3);

    @Test
    void shouldReadTheAlertsOfSchemaOne() {
        assertThat(decode(PublishedSchema.golden("alert-v1-updated.json")))
                .isEqualTo(new Reading.Accepted<>(updated(1, AlertCause.K_OF_N, UPDATED.message())));
        assertThat(decode(PublishedSchema.golden("alert-v1-closed.json"))).isEqualTo(new Reading.Accepted<>(closed(1)));
    }

    @Test
    void shouldReadTheAlertsOfSchemaTwo() {
        assertThat(decode(PublishedSchema.golden("alert-v2-updated.json")))
                .isEqualTo(new Reading.Accepted<>(updated(2, AlertCause.K_OF_N, UPDATED.message())));
        assertThat(decode(PublishedSchema.golden("alert-v2-closed.json"))).isEqualTo(new Reading.Accepted<>(closed(2)));
        assertThat(decode(PublishedSchema.golden("alert-v2-wrong-product.json")))
                .isEqualTo(new Reading.Accepted<>(wrongProduct(2)));
    }

    @Test
    void shouldReadTheAlertsOfSchemaThree() {
        assertThat(decode(PublishedSchema.golden("alert-v3-updated.json"))).isEqualTo(new Reading.Accepted<>(UPDATED));
        assertThat(decode(PublishedSchema.golden("alert-v3-closed.json"))).isEqualTo(new Reading.Accepted<>(CLOSED));
        assertThat(decode(PublishedSchema.golden("alert-v3-wrong-product.json")))
                .isEqualTo(new Reading.Accepted<>(WRONG_PRODUCT));
        assertThat(decode(PublishedSchema.golden("alert-v3-calibration-drift.json")))
                .isEqualTo(new Reading.Accepted<>(DRIFT));
    }

    @Test
    void shouldWriteSchemaThreeAsTheGoldenFilesHaveIt() throws IOException {
        assertThat(tree(UPDATED)).isEqualTo(PublishedSchema.golden("alert-v3-updated.json"));
        assertThat(tree(CLOSED)).isEqualTo(PublishedSchema.golden("alert-v3-closed.json"));
        assertThat(tree(WRONG_PRODUCT)).isEqualTo(PublishedSchema.golden("alert-v3-wrong-product.json"));
        assertThat(tree(DRIFT)).isEqualTo(PublishedSchema.golden("alert-v3-calibration-drift.json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alert-v1-updated.json",
                "alert-v1-closed.json",
                "alert-v2-updated.json",
                "alert-v2-closed.json",
                "alert-v2-wrong-product.json",
                "alert-v3-updated.json",
                "alert-v3-closed.json",
                "alert-v3-wrong-product.json",
                "alert-v3-calibration-drift.json"
            })
    void shouldHaveGoldenFilesThatFollowThePublishedSchema(String golden) {
        PublishedSchema schema = PublishedSchema.load(golden.replaceAll("^alert-(v\\d).*", "alert.$1.schema.json"));

        assertThat(schema.violations(PublishedSchema.golden(golden))).isEmpty();
    }

    @Test
    void shouldFollowThePublishedSchema() throws IOException {
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
        ObjectNode open = PublishedSchema.golden("alert-v3-closed.json").deepCopy();
        open.remove("closedAt");

        assertThat(SCHEMA.violations(open)).isNotEmpty();
        assertThat(decode(open)).isInstanceOfSatisfying(Reading.Refused.class, refused -> {
            assertThat(refused.refusal()).isEqualTo(Reading.Refusal.INVALID);
            assertThat(refused.detail()).contains("closedAt");
        });
    }

    @Test
    void shouldRefuseASchemaFromTheFuture() {
        ObjectNode future = PublishedSchema.golden("alert-v3-closed.json").deepCopy();
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

    private static Alert updated(int schema, AlertCause cause, String message) {
        return new Alert(
                schema,
                "line1/cam1/" + cause + "/2026-01-31T08:15:30Z",
                "line1",
                "cam1",
                cause,
                AlertState.UPDATED,
                OPENED,
                Instant.parse("2026-01-31T08:16:00Z"),
                Optional.empty(),
                4,
                List.of("f-1", "f-2", "f-3", "f-4"),
                message);
    }

    private static Alert wrongProduct(int schema) {
        return updated(
                schema,
                AlertCause.WRONG_PRODUCT,
                "3 parts in a row of another product: bottle expected, looks like pill");
    }

    private static Alert closed(int schema) {
        return new Alert(
                schema,
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
    }

    private static Reading<Alert> decode(JsonNode json) {
        return AlertCodec.decode(json.toString().getBytes(UTF_8));
    }

    private static JsonNode tree(Alert alert) throws IOException {
        return Json.mapper().readTree(AlertCodec.encode(alert));
    }
}
