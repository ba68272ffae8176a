// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.threshold;

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
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdOverrideCodecTest {
    private static final PublishedSchema SCHEMA = PublishedSchema.load("threshold.v1.schema.json");

    private static final ThresholdOverride CAMERA = new ThresholdOverride(
            1,
            "bottle",
            Optional.of("cam-3"),
            0.4375,
            0.25,
            Optional.of("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
            "new lamp since the night shift",
            "m.weber",
            Instant.parse("2026-01-31T03:02:01Z"),
            Optional.of(Instant.parse("2026-02-01T06:00:00Z")));

    private static final ThresholdOverride PRODUCT = new ThresholdOverride(
            1,
            "bottle",
            Optional.empty(),
            0.5,
            0.5,
            Optional.empty(),
            "no review tonight",
            "m.weber",
            Instant.parse("2026-01-31T03:02:01.250Z"),
            Optional.empty());

    @Test
    void shouldReadAndWriteSchemaOneAsTheGoldenFilesHaveIt() throws IOException {
        for (ThresholdOverride override : new ThresholdOverride[] {CAMERA, PRODUCT}) {
            JsonNode golden = golden(override);
            assertThat(decode(override.key().toString(), golden)).isEqualTo(new Reading.Accepted<>(override));
            assertThat(Json.mapper().readTree(ThresholdOverrideCodec.encode(override)))
                    .isEqualTo(golden);
            assertThat(SCHEMA.strictViolations(golden)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"bottle/cam-3, bottle, cam-3", "bottle/*, bottle, ", "a/b/cam-3, a/b, cam-3"})
    void shouldBeKeyedByProductAndCamera(String text, String product, String camera) {
        ThresholdKey key = new ThresholdKey(product, Optional.ofNullable(camera));
        assertThat(key).hasToString(text);
        assertThat(ThresholdKey.parse(text)).contains(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bottle", "/cam-3", "bottle/", "bottle/a\tb"})
    void shouldKnowNoKeyOfAnotherForm(String text) {
        assertThat(ThresholdKey.parse(text)).isEmpty();
        assertThat(ThresholdKey.parse(null)).isEmpty();
    }

    @Test
    void shouldRefuseARecordUnderAnothersKey() {
        assertThat(decode("bottle/*", golden(CAMERA)))
                .isEqualTo(new Reading.Refused<>(
                        Reading.Refusal.INVALID, "the record's key is bottle/*, but its value is for bottle/cam-3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"product", "reject", "review", "reason", "setBy", "setAt"})
    void shouldRefuseByTheSchemaAndTheRecordWhatLacksAField(String field) {
        ObjectNode partial = golden(CAMERA).deepCopy();
        partial.remove(field);

        assertThat(SCHEMA.violations(partial)).isNotEmpty();
        assertThat(decode("bottle/cam-3", partial)).isInstanceOf(Reading.Refused.class);
    }

    @Test
    void shouldRefuseThresholdsThatContradictEachOtherAndModelsThatAreNoDigest() {
        ObjectNode crossed = golden(CAMERA).deepCopy();
        crossed.put("review", 0.5);
        assertThat(decode("bottle/cam-3", crossed))
                .isInstanceOfSatisfying(Reading.Refused.class, refused -> assertThat(refused.detail())
                        .contains("review <= reject"));
        ObjectNode model = golden(CAMERA).deepCopy();
        model.put("model", "invad");
        assertThat(decode("bottle/cam-3", model)).isInstanceOf(Reading.Refused.class);
        assertThatThrownBy(() -> new ThresholdKey("bottle", Optional.of("*"))).hasMessageContaining("for all cameras");
    }

    @Test
    void shouldCountForItsModelUntilItExpires() {
        assertThat(CAMERA.isFor(CAMERA.model().orElseThrow())).isTrue();
        assertThat(CAMERA.isFor("0".repeat(64))).isFalse();
        assertThat(PRODUCT.isFor("0".repeat(64))).isTrue();
        Instant end = CAMERA.expiresAt().orElseThrow();
        assertThat(CAMERA.isExpired(end.minusNanos(1))).isFalse();
        assertThat(CAMERA.isExpired(end)).isTrue();
        assertThat(PRODUCT.isExpired(Instant.MAX)).isFalse();
    }

    private static JsonNode golden(ThresholdOverride override) {
        return PublishedSchema.golden(
                override.camera().isPresent() ? "threshold-v1-camera.json" : "threshold-v1-product.json");
    }

    private static Reading<ThresholdOverride> decode(String key, JsonNode json) {
        return ThresholdOverrideCodec.decode(key, json.toString().getBytes(UTF_8));
    }
}
