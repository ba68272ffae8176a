// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.threshold.ThresholdOverride;
import dev.invigil.contracts.verdict.CalibrationRank;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.Imaging;
import dev.invigil.contracts.verdict.MapReference;
import dev.invigil.contracts.verdict.OverrideReference;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.contracts.verdict.Threshold;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.detector.decision.CalibrationScores;
import dev.invigil.detector.decision.ProductCheck;
import dev.invigil.detector.decision.ThresholdInForce;
import dev.invigil.detector.decision.ThresholdInForce.Origin;
import dev.invigil.detector.image.ImageFigures;
import dev.invigil.detector.image.MapPng;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.kit.config.DataSize;
import dev.invigil.scorer.threshold.OperatorThresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeRecordsTest {
    private static final Accepted FRAME = Frames.bottle(12, 9);

    private static final String MASK = "cd".repeat(32);

    private final OutcomeRecords outcomeRecords = new OutcomeRecords("plant.", "scorer-1/cpu", DataSize.mebibytes(1));

    @Test
    void shouldNameModelThresholdTimesAndPlaceInTheVerdict() {
        Instant captured = FRAME.frame().capturedAt();
        Verdict verdict = verdict(outcomeRecords.of(
                scored(Decision.REJECT, Optional.of(new ProductCheck.SameProduct(0.5, 1.5)), Optional.empty()),
                captured.plusMillis(250)));

        assertThat(verdict.frameId()).isEqualTo("f12");
        assertThat(verdict.partId()).contains("part12");
        assertThat(verdict.score()).hasValue(0.9);
        assertThat(verdict.model()).contains(FakeModel.FACTS.identity());
        assertThat(verdict.threshold()).hasValueSatisfying(threshold -> {
            assertThat(threshold.reject()).isEqualTo(0.8);
            assertThat(threshold.origin()).isEqualTo("bundle");
            assertThat(threshold.basis()).isEqualTo(Threshold.Basis.PROVISIONAL);
            assertThat(threshold.note()).contains("a test");
        });
        assertThat(verdict.processingTimes()).hasValueSatisfying(times -> {
            assertThat(times.queue()).isEqualTo(1);
            assertThat(times.decode()).isEqualTo(2);
            assertThat(times.forward()).isEqualTo(3);
            assertThat(times.map()).isEqualTo(4.001);
            assertThat(times.total()).isEqualTo(250);
            assertThat(times.batch()).isEqualTo(8);
        });
        assertThat(verdict.productCheck())
                .contains(new dev.invigil.contracts.verdict.ProductCheck(0.5, 1.5, Optional.empty()));
        assertThat(verdict.position().offset()).isEqualTo(12);
        assertThat(verdict.instance()).isEqualTo("scorer-1/cpu");
        assertThat(verdict.map()).isEmpty();
        assertThat(verdict.maskDigest()).contains(MASK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1600-01-01T00:00:00Z", "2026-01-02T03:04:04Z", "9999-12-31T23:59:59Z"})
    void shouldGiveATotalForAnyTwoTimes(Instant now) {
        Verdict verdict = verdict(outcomeRecords.of(scored(Decision.PASS, Optional.empty(), Optional.empty()), now));

        assertThat(verdict.processingTimes().orElseThrow().total()).isBetween(0.0, Long.MAX_VALUE / 1e6);
    }

    @Test
    void shouldNameTheRecordByWhichAThresholdWasSetByHand() {
        Instant at = Instant.parse("2026-01-02T03:04:05Z");
        ThresholdOverride set = new ThresholdOverride(
                1, "bottle", Optional.empty(), 0.6, 0.4, Optional.empty(), "new lamp", "me", at, Optional.empty());
        RecordPosition position = new RecordPosition("plant.thresholds", 0, 7);
        ThresholdInForce inForce = new ThresholdInForce(
                FakeModel.THRESHOLD,
                Origin.OVERRIDE,
                Optional.of(OperatorThresholds.of(set, position)),
                Optional.empty());

        Threshold threshold = verdict(outcomeRecords.of(
                        scored(inForce, Decision.REJECT, Optional.empty(), Optional.empty()), Instant.EPOCH))
                .threshold()
                .orElseThrow();
        assertThat(threshold.origin()).isEqualTo("override");
        assertThat(threshold.setByHand())
                .contains(new OverrideReference(position, "me", at, "new lamp", Optional.empty()));
    }

    @Test
    void shouldSayWhereTheScoreStandsAmongTheCalibrationScoresAndHowTheImageIs() {
        Verdict verdict =
                verdict(outcomeRecords.of(scored(Decision.PASS, Optional.empty(), Optional.empty()), Instant.EPOCH));

        assertThat(verdict.calibration()).contains(new CalibrationRank(20, 2, 1, 3));
        assertThat(verdict.imaging()).contains(new Imaging(118.25, 642.5));
    }

    @Test
    void shouldSayWhatAWrongProductLooksLike() {
        ProductCheck wrong = new ProductCheck.OtherProduct(18, 1.5, "pill");

        Verdict verdict = verdict(
                outcomeRecords.of(scored(Decision.WRONG_PRODUCT, Optional.of(wrong), Optional.empty()), Instant.EPOCH));

        assertThat(verdict.decision()).isEqualTo(Decision.WRONG_PRODUCT);
        assertThat(verdict.productCheck())
                .contains(new dev.invigil.contracts.verdict.ProductCheck(18, 1.5, Optional.of("pill")));
    }

    @Test
    void shouldSendTheMapWithItsScaleUnderTheFramesId() throws Exception {
        MapPng png = MapPng.encode(new AnomalyMap(1, 2, new float[] {0.25f, 0.9f}));
        List<ProducerRecord<String, byte[]>> records =
                outcomeRecords.of(scored(Decision.REJECT, Optional.empty(), Optional.of(png)), Instant.EPOCH);

        ProducerRecord<String, byte[]> map = records.stream()
                .filter(record -> record.topic().equals("plant.maps"))
                .findFirst()
                .orElseThrow();
        double scale = Double.parseDouble(
                new String(map.headers().lastHeader("invigil_scale").value(), UTF_8));
        assertThat(map.key()).isEqualTo("f12");
        assertThat(new MapPng(map.value(), scale).decode().max()).isEqualTo(0.9f);
        assertThat(verdict(records).map()).contains(new MapReference("plant.maps", "f12"));
    }

    private static Outcome.Scored scored(Decision decision, Optional<ProductCheck> check, Optional<MapPng> map) {
        return scored(ThresholdInForce.ofBundle(FakeModel.THRESHOLD), decision, check, map);
    }

    private static Outcome.Scored scored(
            ThresholdInForce threshold, Decision decision, Optional<ProductCheck> check, Optional<MapPng> map) {
        return new Outcome.Scored(
                FRAME.ref(),
                FRAME.frame(),
                "ab".repeat(32),
                FakeModel.FACTS.identity(),
                decision,
                0.9,
                threshold,
                check,
                List.of(),
                Optional.of(MASK),
                Optional.of(new CalibrationScores.Rank(20, 2, 1, 3)),
                new ImageFigures(118.2549, 642.5),
                Optional.empty(),
                map,
                new StageTimes(millis(1), millis(2), millis(3), millis(4) + 1000, 8),
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private static long millis(long n) {
        return Duration.ofMillis(n).toNanos();
    }

    private static Verdict verdict(List<ProducerRecord<String, byte[]>> records) {
        List<ProducerRecord<String, byte[]>> verdicts = records.stream()
                .filter(record -> record.topic().equals("plant.verdicts"))
                .toList();
        assertThat(verdicts).hasSize(1);
        assertThat(verdicts.get(0).key()).isEqualTo("cam");
        return ((Reading.Accepted<Verdict>) VerdictCodec.decode(verdicts.get(0).value())).value();
    }
}
