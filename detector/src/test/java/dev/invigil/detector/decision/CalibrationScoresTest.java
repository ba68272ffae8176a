// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.decision.CalibrationScores.Rank;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.map.IgnoreMask;
import dev.invigil.detector.model.ImageScore;
import dev.invigil.detector.model.PostProcessing;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationScoresTest {
    private static final ClassThreshold THRESHOLD =
            new ClassThreshold(0.8, 0.5, FalseRejectRates.DEFAULT, 4, new Basis.Calibrated());
    private static final CalibrationScores GENERAL =
            new CalibrationScores(List.of(0.9, 0.2, 0.375, 0.375), Optional.empty());
    private static final CalibrationScores CAMERA = new CalibrationScores(List.of(0.1, 0.7), Optional.empty());

    @Test
    void shouldCountAsABruteForceCountDoes() {
        Random random = new Random(1);
        for (int round = 0; round < 500; round++) {
            double[] values = random.doubles(1 + random.nextInt(20))
                    .map(value -> Math.round(value * 10) / 10.0)
                    .toArray();
            double score = random.nextInt(11) / 10.0;
            double reject = random.nextInt(11) / 10.0;
            Rank rank = new CalibrationScores(Arrays.stream(values).boxed().toList(), Optional.empty())
                    .rank(score, reject, 0.05);

            assertThat(rank.parts()).isEqualTo(values.length);
            assertThat(rank.atLeast()).isEqualTo((int)
                    Arrays.stream(values).filter(v -> v >= score).count());
            assertThat(rank.equal()).isEqualTo((int)
                    Arrays.stream(values).filter(v -> v == score).count());
            assertThat(rank.rejected()).isEqualTo((int)
                    Arrays.stream(values).filter(v -> v > reject + 0.05).count());
        }
    }

    @Test
    void shouldTakeTheScoresOfTheCamerasOwnThreshold() {
        assertThat(rank("cam-1", Overrides.NONE)).contains(new Rank(4, 3, 2, 1));
        assertThat(rank("cam-own", Overrides.NONE)).contains(new Rank(2, 1, 0, 0));
        // the threshold of this camera has no known scores, and those of the others are not its own
        assertThat(rank("cam-unknown", Overrides.NONE)).isEmpty();
    }

    /** The same scores, but counted against the threshold that decides. */
    @Test
    void shouldCountRejectsAgainstAThresholdThatWasSetByHand() {
        OperatorThreshold set = new OperatorThreshold(
                InspectionPoint.of("bottle"),
                0.3,
                0.1,
                Optional.empty(),
                "new lamp",
                "me",
                Instant.EPOCH,
                Optional.empty(),
                new OperatorThreshold.Source("thresholds", 0, 1));
        Overrides overrides = new Overrides(Map.of(set.point(), set));

        assertThat(rank("cam-1", overrides)).contains(new Rank(4, 3, 2, 3));
        assertThat(rank("cam-own", overrides)).contains(new Rank(2, 1, 0, 1));
    }

    @Test
    void shouldNotCompareScoresThatWereComputedWithAnotherMask() {
        CameraRule half = new CameraRule(1, Optional.of(IgnoreMask.of(1, 2, new byte[] {1, 0})));
        CalibrationScores masked = new CalibrationScores(GENERAL.ascending(), half.maskDigest());

        assertThat(rank("cam-1", Overrides.NONE, GENERAL, half)).isEmpty();
        assertThat(rank("cam-1", Overrides.NONE, masked, CameraRule.NONE)).isEmpty();
        assertThat(rank("cam-1", Overrides.NONE, masked, half)).contains(new Rank(4, 3, 2, 1));
    }

    @Test
    void shouldRefuseNoScoresAtAll() {
        assertThatThrownBy(() -> new CalibrationScores(List.of(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one score");
    }

    private static Optional<Rank> rank(String camera, Overrides overrides) {
        return rank(camera, overrides, GENERAL, CameraRule.NONE);
    }

    private static Optional<Rank> rank(String camera, Overrides overrides, CalibrationScores general, CameraRule rule) {
        ProductThresholds product = new ProductThresholds(
                THRESHOLD,
                Map.of("cam-own", THRESHOLD, "cam-unknown", THRESHOLD),
                Optional.of(general),
                Map.of("cam-own", CAMERA));
        Inspector inspector = new Inspector(
                new PostProcessing(0, ImageScore.MAXIMUM, 0),
                new ModelThresholds("ab".repeat(32), Map.of("bottle", product)),
                new CameraRules(rule, Map.of()));
        AnomalyMap map = new AnomalyMap(1, 2, new float[] {0, 0.375f});
        return inspector
                .inspect(map, Optional.empty(), InspectionPoint.of("bottle", camera), overrides, Instant.EPOCH)
                .calibration();
    }
}
