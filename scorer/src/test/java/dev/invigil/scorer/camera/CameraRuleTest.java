// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.camera;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.detector.decision.Decision;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.map.IgnoreMask;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CameraRuleTest {
    private static final int SIDE = 8;
    private static final ClassThreshold THRESHOLD =
            new ClassThreshold(0.8, 0.5, FalseRejectRates.DEFAULT, 200, new Basis.Calibrated());
    private static final CameraRule PLAIN = new CameraRule(1, Optional.empty());

    /** Left half ignored. */
    private static final CameraRule HALF =
            new CameraRule(1, Optional.of(IgnoreMask.none(SIDE, SIDE).withRectangle(0, 0, 0.5, 1)));

    @Test
    void shouldDecideAsTheThresholdWithoutARule() {
        Random random = new Random(1);
        for (int round = 0; round < 500; round++) {
            AnomalyMap map = random(random);
            Assessment plain = PLAIN.assess(map, THRESHOLD);
            assertThat(plain.decision()).isEqualTo(THRESHOLD.decide(map.max()));
            assertThat(plain.score()).isEqualTo(map.max());
            assertThat(plain.relief()).isEmpty();
            assertThat(plain.regions().isEmpty()).isEqualTo(plain.decision() == Decision.PASS);
        }
    }

    /** So the promise about false rejects that was made without them holds with them. */
    @Test
    void shouldNeverScoreHigherOrDecideHarderWithAMaskOrAMinimumArea() {
        Random random = new Random(2);
        int milder = 0;
        for (int round = 0; round < 1_000; round++) {
            AnomalyMap map = random(random);
            byte[] ignored = new byte[SIDE * SIDE];
            for (int i = 0; i < ignored.length; i++) {
                ignored[i] = (byte) random.nextInt(2);
            }
            CameraRule rule = new CameraRule(1 + random.nextInt(6), Optional.of(IgnoreMask.of(SIDE, SIDE, ignored)));
            Assessment with = rule.assess(map, THRESHOLD);
            Assessment without = PLAIN.assess(map, THRESHOLD);

            assertThat(with.score()).isLessThanOrEqualTo(without.score());
            assertThat(with.decision()).isLessThanOrEqualTo(without.decision());
            assertThat(with.relief().isPresent()).isEqualTo(with.decision() != without.decision());
            with.relief().ifPresent(relief -> {
                assertThat(relief.otherwise()).isEqualTo(without.decision());
                assertThat(relief.wholeScore()).isEqualTo(without.score());
                assertThat(relief.byMask() || relief.byArea()).isTrue();
            });
            milder += with.relief().isPresent() ? 1 : 0;
        }
        assertThat(milder).as("rounds that show anything").isBetween(100, 900);
    }

    @Test
    void shouldScoreThePixelsThatCountOnly() {
        AnomalyMap map = map(0.1f);
        map.values()[0] = 0.9f;
        map.values()[SIDE - 1] = 0.6f;

        Assessment half = HALF.assess(map, THRESHOLD);
        assertThat(half.score()).isEqualTo(0.6f);
        assertThat(half.decision()).isEqualTo(Decision.REVIEW);
        assertThat(half.regions()).singleElement().satisfies(region -> assertThat(region.x())
                .isEqualTo(SIDE - 1));
        assertThat(half.relief()).contains(new Assessment.Relief(Decision.REJECT, 0.9f, true, false));
        assertThat(map.values()[0]).as("the map itself").isEqualTo(0.9f);
    }

    @Test
    void shouldAskForARegionOfTheMinimumArea() {
        AnomalyMap map = map(0.1f);
        map.values()[0] = 0.9f;
        map.values()[1] = 0.6f;

        Assessment two = new CameraRule(2, Optional.empty()).assess(map, THRESHOLD);
        assertThat(two.decision())
                .as("two pixels above review, one above reject")
                .isEqualTo(Decision.REVIEW);
        assertThat(two.relief()).contains(new Assessment.Relief(Decision.REJECT, 0.9f, false, true));
        assertThat(two.score()).isEqualTo(0.9f);
        Assessment three = new CameraRule(3, Optional.empty()).assess(map, THRESHOLD);
        assertThat(three.decision()).isEqualTo(Decision.PASS);
        assertThat(three.regions()).isEmpty();
    }

    private static AnomalyMap random(Random random) {
        AnomalyMap map = map(0);
        float highest = 0.3f + random.nextFloat();
        for (int i = 0; i < map.values().length; i++) {
            map.values()[i] = highest * (float) Math.pow(random.nextFloat(), 4);
        }
        return map;
    }

    private static AnomalyMap map(float value) {
        float[] values = new float[SIDE * SIDE];
        Arrays.fill(values, value);
        return new AnomalyMap(SIDE, SIDE, values);
    }
}
