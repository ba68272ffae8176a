// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.verdict;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.invigil.contracts.json.Json;
import dev.invigil.contracts.json.PublishedSchema;
import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.reason.UnscoredReason;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictCodecTest {
    private static final PublishedSchema SCHEMA = PublishedSchema.load("verdict.v3.schema.json");

    private static final Region REGION = new Region(100.5, 200, 32, 16.25, 320, 0.4375);
    private static final Verdict SCORED = scoredAs(3);
    private static final Verdict WRONG_PRODUCT = wrongProductAs(3);

    @Test
    void shouldReadTheVerdictsOfSchemaOne() {
        assertThat(decode(PublishedSchema.golden("verdict-v1-scored.json")))
                .isEqualTo(new Reading.Accepted<>(scored(1, Decision.REJECT, Optional.empty(), List.of(REGION))));
        assertThat(decode(PublishedSchema.golden("verdict-v1-unscored.json")))
                .isEqualTo(new Reading.Accepted<>(unscored(1, UnscoredReason.MISSING_HEADER)));
    }

    @Test
    void shouldReadTheVerdictsOfSchemaTwo() {
        assertThat(decode(PublishedSchema.golden("verdict-v2-scored.json")))
                .isEqualTo(new Reading.Accepted<>(scoredAs(2)));
        assertThat(decode(PublishedSchema.golden("verdict-v2-wrong-product.json")))
                .isEqualTo(new Reading.Accepted<>(wrongProductAs(2)));
        assertThat(decode(PublishedSchema.golden("verdict-v2-unscored.json")))
                .isEqualTo(new Reading.Accepted<>(unscored(2, UnscoredReason.MISSING_HEADER)));
    }

    @Test
    void shouldReadTheVerdictsOfSchemaThree() {
        assertThat(decode(PublishedSchema.golden("verdict-v3-scored.json"))).isEqualTo(new Reading.Accepted<>(SCORED));
        assertThat(decode(PublishedSchema.golden("verdict-v3-wrong-product.json")))
                .isEqualTo(new Reading.Accepted<>(WRONG_PRODUCT));
        assertThat(decode(PublishedSchema.golden("verdict-v3-unscored.json")))
                .isEqualTo(new Reading.Accepted<>(unscored(3, UnscoredReason.MISSING_HEADER)));
    }

    @Test
    void shouldWriteSchemaThreeAsTheGoldenFilesHaveIt() throws IOException {
        assertThat(tree(SCORED)).isEqualTo(PublishedSchema.golden("verdict-v3-scored.json"));
        assertThat(tree(WRONG_PRODUCT)).isEqualTo(PublishedSchema.golden("verdict-v3-wrong-product.json"));
        assertThat(tree(unscored(3, UnscoredReason.MISSING_HEADER)))
                .isEqualTo(PublishedSchema.golden("verdict-v3-unscored.json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "verdict-v1-scored.json",
                "verdict-v1-unscored.json",
                "verdict-v2-scored.json",
                "verdict-v2-unscored.json",
                "verdict-v2-wrong-product.json",
                "verdict-v3-scored.json",
                "verdict-v3-calibration.json",
                "verdict-v3-unscored.json",
                "verdict-v3-wrong-product.json"
            })
    void shouldHaveGoldenFilesThatFollowThePublishedSchema(String golden) {
        PublishedSchema schema = PublishedSchema.load(golden.replaceAll("^verdict-(v\\d).*", "verdict.$1.schema.json"));

        assertThat(schema.violations(PublishedSchema.golden(golden))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Decision.class,
            names = {"UNSCORED", "WRONG_PRODUCT"},
            mode = EnumSource.Mode.EXCLUDE)
    void shouldListEveryDecisionInThePublishedSchema(Decision decision) throws IOException {
        Verdict verdict = scored(3, decision, Optional.empty(), List.of());

        assertThat(SCHEMA.strictViolations(tree(verdict))).isEmpty();
    }

    @Test
    void shouldSayOfAWrongProductWhatWasChecked() {
        ObjectNode unchecked =
                PublishedSchema.golden("verdict-v3-wrong-product.json").deepCopy();
        unchecked.remove("productCheck");
        ObjectNode passed =
                PublishedSchema.golden("verdict-v3-wrong-product.json").deepCopy();
        passed.put("decision", "PASS");

        for (ObjectNode contradiction : List.of(unchecked, passed)) {
            assertThat(SCHEMA.violations(contradiction)).isNotEmpty();
            assertThat(refusal(contradiction)).isEqualTo(Reading.Refusal.INVALID);
        }
    }

    @Test
    void shouldDescribeEveryWrittenFieldInThePublishedSchema() throws IOException {
        assertThat(SCHEMA.strictViolations(tree(SCORED))).isEmpty();
        assertThat(SCHEMA.strictViolations(tree(WRONG_PRODUCT))).isEmpty();
    }

    @Test
    void shouldSayThatARuleOfTheCameraMadeTheDecisionMilder() throws IOException {
        ObjectNode json = (ObjectNode) tree(SCORED);
        Relieved relieved = new Relieved(Decision.REJECT, 0.75, true, false);
        json.set("relieved", Json.mapper().valueToTree(relieved));

        assertThat(SCHEMA.strictViolations(json)).isEmpty();
        assertThat(decode(json)).isInstanceOfSatisfying(Reading.Accepted.class, accepted -> assertThat(
                        ((Verdict) accepted.value()).relieved())
                .contains(relieved));
    }

    @Test
    void shouldSayWhereTheScoreStandsAmongTheCalibrationScores() throws IOException {
        JsonNode json = PublishedSchema.golden("verdict-v3-calibration.json");
        Verdict verdict = ((Reading.Accepted<Verdict>) decode(json)).value();

        assertThat(verdict.calibration()).contains(new CalibrationRank(20, 2, 1, 3));
        assertThat(verdict.imaging()).contains(new Imaging(118.25, 642.5));
        assertThat(tree(verdict)).isEqualTo(json);
        assertThat(SCHEMA.strictViolations(tree(verdict))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"parts\": 0, \"atLeast\": 0, \"equal\": 0, \"rejected\": 0}",
                "{\"parts\": 20, \"atLeast\": 21, \"equal\": 0, \"rejected\": 0}",
                "{\"parts\": 20, \"atLeast\": 2, \"equal\": 3, \"rejected\": 0}",
                "{\"parts\": 20, \"atLeast\": 2, \"equal\": 0, \"rejected\": 21}",
                "{\"parts\": 20, \"atLeast\": 2, \"equal\": 0}"
            })
    void shouldRefuseACalibrationThatContradictsItself(String calibration) throws IOException {
        ObjectNode json = PublishedSchema.golden("verdict-v3-calibration.json").deepCopy();
        json.set("calibration", Json.mapper().readTree(calibration));

        assertThat(refusal(json)).isEqualTo(Reading.Refusal.INVALID);
    }

    @Test
    void shouldRefuseACalibrationWithoutAScore() {
        ObjectNode json = PublishedSchema.golden("verdict-v3-unscored.json").deepCopy();
        json.set(
                "calibration",
                PublishedSchema.golden("verdict-v3-calibration.json").get("calibration"));

        assertThat(SCHEMA.violations(json)).isNotEmpty();
        assertThat(refusal(json)).isEqualTo(Reading.Refusal.INVALID);
    }

    @Test
    void shouldSayWhichRecordSetAThresholdByHand() throws IOException {
        ObjectNode json = (ObjectNode) tree(SCORED);
        Threshold set = new Threshold(
                0.3,
                0.2,
                "override",
                Threshold.Basis.PROVISIONAL,
                0.01,
                20,
                Optional.of("set by m.weber: new lamp"),
                Optional.of(new OverrideReference(
                        new RecordPosition("invigil.thresholds", 0, 7),
                        "m.weber",
                        Instant.parse("2026-01-31T03:02:01Z"),
                        "new lamp",
                        Optional.of(Instant.parse("2026-02-01T06:00:00Z")))));
        json.set("threshold", Json.mapper().valueToTree(set));

        assertThat(SCHEMA.strictViolations(json)).isEmpty();
        assertThat(decode(json)).isInstanceOfSatisfying(Reading.Accepted.class, accepted -> assertThat(
                        ((Verdict) accepted.value()).threshold())
                .contains(set));
    }

    @ParameterizedTest
    @EnumSource(UnscoredReason.class)
    void shouldListEveryReasonInThePublishedSchema(UnscoredReason reason) throws IOException {
        assertThat(SCHEMA.strictViolations(tree(unscored(3, reason)))).isEmpty();
    }

    @Test
    void shouldRefuseByThePublishedSchemaWhatTheRecordRefuses() {
        ObjectNode noScore = PublishedSchema.golden("verdict-v3-scored.json").deepCopy();
        noScore.remove("score");

        assertThat(SCHEMA.violations(noScore)).isNotEmpty();
        assertThat(refusal(noScore)).isEqualTo(Reading.Refusal.INVALID);
    }

    @Test
    void shouldIgnoreFieldsThatALaterWriterAdded() {
        ObjectNode extended = PublishedSchema.golden("verdict-v3-scored.json").deepCopy();
        extended.put("operator", "someone");

        assertThat(decode(extended)).isEqualTo(new Reading.Accepted<>(SCORED));
    }

    @Test
    void shouldRefuseASchemaFromTheFuture() {
        ObjectNode future = PublishedSchema.golden("verdict-v3-scored.json").deepCopy();
        future.put("schema", 4);

        Reading.Refused<Verdict> refused = (Reading.Refused<Verdict>) decode(future);

        assertThat(refused.refusal()).isEqualTo(Reading.Refusal.UNKNOWN_SCHEMA);
        assertThat(refused.detail()).contains("schema 4").contains("upgrade");
    }

    @ParameterizedTest
    @ValueSource(strings = {"frameId", "camera", "decision", "position", "creationTime", "schema"})
    void shouldNameTheMissingField(String field) {
        ObjectNode partial = PublishedSchema.golden("verdict-v3-scored.json").deepCopy();
        partial.remove(field);

        Reading.Refused<Verdict> refused = (Reading.Refused<Verdict>) decode(partial);

        assertThat(refused.refusal()).isEqualTo(Reading.Refusal.INVALID);
        assertThat(refused.detail()).contains(field);
    }

    @Test
    void shouldRefuseMissingNumbersInsteadOfReadingZero() {
        ObjectNode partial = PublishedSchema.golden("verdict-v3-scored.json").deepCopy();
        ((ObjectNode) partial.get("position")).remove("offset");

        assertThat(refusal(partial)).isEqualTo(Reading.Refusal.INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no json", "[1]", "3", "\"text\"", "{\"schema\":1", "null"})
    void shouldRefuseWhatIsNoJsonObject(String text) {
        assertThat(VerdictCodec.decode(text.getBytes(UTF_8)))
                .isInstanceOfSatisfying(Reading.Refused.class, refused -> assertThat(refused.refusal())
                        .isEqualTo(Reading.Refusal.NOT_JSON));
    }

    @Test
    void shouldRefuseAnEmptyRecord() {
        for (byte[] value : Arrays.asList(null, new byte[0])) {
            assertThat(VerdictCodec.decode(value))
                    .isInstanceOfSatisfying(Reading.Refused.class, refused -> assertThat(refused.refusal())
                            .isEqualTo(Reading.Refusal.EMPTY));
        }
    }

    @Test
    void shouldRefuseScoresThatAreNoNumbers() {
        ObjectNode infinite = PublishedSchema.golden("verdict-v3-scored.json").deepCopy();
        infinite.put("score", "Infinity");

        assertThat(refusal(infinite)).isEqualTo(Reading.Refusal.INVALID);
    }

    @Test
    void shouldServeKafkaAsASerde() {
        byte[] bytes = VerdictCodec.serde().serializer().serialize("t", SCORED);

        assertThat(VerdictCodec.serde().deserializer().deserialize("t", bytes)).isEqualTo(SCORED);
        assertThat(VerdictCodec.serializer().serialize("t", null)).isNull();
        assertThat(VerdictCodec.deserializer().deserialize("t", null)).isNull();
        assertThatThrownBy(() -> VerdictCodec.deserializer().deserialize("verdicts", new byte[] {'x'}))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("verdicts")
                .hasMessageContaining("NOT_JSON");
    }

    private static Verdict scoredAs(int schema) {
        return scored(
                schema, Decision.REJECT, Optional.of(new ProductCheck(0.875, 1.5, Optional.empty())), List.of(REGION));
    }

    private static Verdict wrongProductAs(int schema) {
        return scored(
                schema,
                Decision.WRONG_PRODUCT,
                Optional.of(new ProductCheck(18.5, 1.5, Optional.of("pill"))),
                List.of());
    }

    private static Verdict scored(
            int schema, Decision decision, Optional<ProductCheck> productCheck, List<Region> regions) {
        return new Verdict(
                schema,
                "01HZX4C0MPLETE",
                "line1",
                "cam1",
                Optional.of("part-000042"),
                Optional.of("bottle"),
                OptionalLong.of(41),
                decision,
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.of(0.4375),
                Optional.of(new Threshold(
                        0.25,
                        0.1875,
                        "bundle",
                        Threshold.Basis.PROVISIONAL,
                        0.01,
                        20,
                        Optional.of("20 good parts support a false-reject rate of 0.048 at best"))),
                productCheck,
                regions,
                Optional.of(new ModelIdentity(
                        "invad", "7", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")),
                Optional.of(new MapReference("invigil.maps", "01HZX4C0MPLETE")),
                Optional.of("2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"),
                new RecordPosition("invigil.frames", 3, 1234),
                Optional.of(Instant.parse("2026-01-31T08:15:30.250Z")),
                Instant.parse("2026-01-31T08:15:30.500Z"),
                Optional.of(new ProcessingTimes(12.5, 8.25, 20, 3.5, 250, 8)),
                "scorer-1 on cpu",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Verdict unscored(int schema, UnscoredReason reason) {
        return new Verdict(
                schema,
                "invigil.frames-0-9",
                "unknown",
                "cam1",
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Decision.UNSCORED,
                Optional.of(reason),
                Optional.of("the header ce_source is missing; the sender must set it"),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new RecordPosition("invigil.frames", 0, 9),
                Optional.empty(),
                Instant.parse("2026-01-31T08:15:30Z"),
                Optional.empty(),
                "scorer-1 on cpu",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Reading<Verdict> decode(JsonNode json) {
        return VerdictCodec.decode(json.toString().getBytes(UTF_8));
    }

    private static Reading.Refusal refusal(JsonNode json) {
        return ((Reading.Refused<Verdict>) decode(json)).refusal();
    }

    private static JsonNode tree(Verdict verdict) throws IOException {
        return Json.mapper().readTree(VerdictCodec.encode(verdict));
    }
}
