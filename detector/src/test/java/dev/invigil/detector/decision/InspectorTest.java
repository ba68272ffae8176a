// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import static org.assertj.core.api.Assertions.assertThat;

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

class InspectorTest {
    private static final int SIDE = 8;
    private static final ClassThreshold THRESHOLD =
            new ClassThreshold(0.8, 0.5, FalseRejectRates.DEFAULT, 200, new Basis.Calibrated());
    private static final InspectionPoint POINT = InspectionPoint.of("bottle", "cam");
    private static final CameraRule PLAIN = new CameraRule(1, Optional.empty());

    /** Left half ignored. */
    private static final CameraRule HALF = new CameraRule(1, Optional.of(leftHalf()));

    @Test
    void shouldDecideAsTheThresholdWithoutARule() {
        Random random = new Random(1);
        for (int round = 0; round < 500; round++) {
            AnomalyMap map = random(random);
            Inspection plain = inspect(PLAIN, map);
            assertThat(plain.decision()).isEqualTo(THRESHOLD.decide(map.max(), 0));
            assertThat(plain.score()).isEqualTo(map.max());
            assertThat(plain.effect()).isEmpty();
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
            Inspection with = inspect(rule, map);
            Inspection without = inspect(PLAIN, map);

            assertThat(with.score()).isLessThanOrEqualTo(without.score());
            assertThat(with.decision()).isLessThanOrEqualTo(without.decision());
            assertThat(with.effect().isPresent()).isEqualTo(with.decision() != without.decision());
            with.effect().ifPresent(effect -> {
                assertThat(effect.otherwise()).isEqualTo(without.decision());
                assertThat(effect.wholeScore()).isEqualTo(without.score());
                assertThat(effect.byMask() || effect.byArea()).isTrue();
            });
            milder += with.effect().isPresent() ? 1 : 0;
        }
        assertThat(milder).as("rounds that show anything").isBetween(100, 900);
    }

    @Test
    void shouldScoreThePixelsThatCountOnly() {
        AnomalyMap map = map(0.1f);
        map.values()[0] = 0.9f;
        map.values()[SIDE - 1] = 0.6f;

        Inspection half = inspect(HALF, map);
        assertThat(half.score()).isEqualTo(0.6f);
        assertThat(half.decision()).isEqualTo(Decision.REVIEW);
        assertThat(half.regions()).singleElement().satisfies(region -> assertThat(region.x())
                .isEqualTo(SIDE - 1));
        assertThat(half.effect()).contains(new RuleEffect(Decision.REJECT, 0.9f, true, false));
        assertThat(map.values()[0]).as("the map itself").isEqualTo(0.9f);
    }

    @Test
    void shouldAskForARegionOfTheMinimumArea() {
        AnomalyMap map = map(0.1f);
        map.values()[0] = 0.9f;
        map.values()[1] = 0.6f;

        Inspection two = inspect(new CameraRule(2, Optional.empty()), map);
        assertThat(two.decision())
                .as("two pixels above review, one above reject")
                .isEqualTo(Decision.REVIEW);
        assertThat(two.effect()).contains(new RuleEffect(Decision.REJECT, 0.9f, false, true));
        assertThat(two.score()).isEqualTo(0.9f);
        Inspection three = inspect(new CameraRule(3, Optional.empty()), map);
        assertThat(three.decision()).isEqualTo(Decision.PASS);
        assertThat(three.regions()).isEmpty();
    }

    @Test
    void shouldGuaranteeNothingUnderAnotherMaskThanThatOfTheCalibration() {
        String left = HALF.maskDigest().orElseThrow();
        ClassThreshold masked = THRESHOLD.withMask(Optional.of(left));

        assertThat(inForce(masked, HALF)).isEqualTo(ThresholdInForce.ofBundle(masked));
        assertThat(inForce(THRESHOLD, HALF))
                .as("a mask only lowers scores")
                .isEqualTo(ThresholdInForce.ofBundle(THRESHOLD));
        CameraRule another = new CameraRule(1, Optional.of(IgnoreMask.of(SIDE, SIDE, firstPixel())));
        for (CameraRule other : List.of(PLAIN, another)) {
            ThresholdInForce inForce = inForce(masked, other);
            assertThat(inForce.origin()).isEqualTo(ThresholdInForce.Origin.BUNDLE);
            assertThat(inForce.threshold().reject()).isEqualTo(masked.reject());
            assertThat(inForce.threshold().basis())
                    .isInstanceOfSatisfying(Basis.Provisional.class, provisional -> assertThat(provisional.reason())
                            .startsWith("calibrated with the mask " + left.substring(0, 12) + ", but ")
                            .contains(other.maskDigest()
                                    .map(digest -> "the mask in force is " + digest.substring(0, 12) + ";")
                                    .orElse("no mask is in force;")));
        }
        assertThat(inspector(masked, PLAIN, 0)
                        .inspect(map(0.1f), Optional.empty(), POINT, Overrides.NONE, Instant.EPOCH)
                        .threshold())
                .isEqualTo(inForce(masked, PLAIN));
    }

    @Test
    void shouldAddTheMaskToTheOtherReasonsWhyAThresholdIsProvisional() {
        ClassThreshold few = new ClassThreshold(
                0.8,
                0.5,
                FalseRejectRates.DEFAULT,
                5,
                new Basis.Provisional("too few parts"),
                Optional.of("ab".repeat(32)));

        assertThat(inForce(few, PLAIN).threshold().basis())
                .isInstanceOfSatisfying(Basis.Provisional.class, provisional -> assertThat(provisional.reason())
                        .startsWith(
                                "too few parts; and calibrated with the mask abababababab, but no mask is in force"));
    }

    @Test
    void shouldListWhereAnotherMaskIsInForce() {
        ClassThreshold masked = THRESHOLD.withMask(HALF.maskDigest());
        ModelThresholds thresholds = new ModelThresholds(
                "ab".repeat(32),
                Map.of(
                        "bottle",
                        new ProductThresholds(THRESHOLD, Map.of("cam-1", masked, "cam-2", masked)),
                        "cap",
                        ProductThresholds.of(masked)));
        CameraRules rules = new CameraRules(
                CameraRule.NONE,
                Map.of(
                        new CameraRules.Target(Optional.of("bottle"), Optional.of("cam-1")), HALF,
                        new CameraRules.Target(Optional.of("cap"), Optional.empty()), HALF,
                        new CameraRules.Target(Optional.of("cap"), Optional.of("cam-3")), PLAIN));

        assertThat(new Inspector(PostProcessing.maximum(0), thresholds, rules).otherMasks())
                .containsOnlyKeys(InspectionPoint.of("bottle", "cam-2"), InspectionPoint.of("cap", "cam-3"));
    }

    private static ThresholdInForce inForce(ClassThreshold threshold, CameraRule rule) {
        return inspector(threshold, rule, 0)
                .threshold(POINT, Overrides.NONE, Instant.EPOCH)
                .orElseThrow();
    }

    private static byte[] firstPixel() {
        byte[] values = new byte[SIDE * SIDE];
        values[0] = 1;
        return values;
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

    private static Inspection inspect(CameraRule rule, AnomalyMap map) {
        return inspector(THRESHOLD, rule, 0).inspect(map, Optional.empty(), POINT, Overrides.NONE, Instant.EPOCH);
    }

    private static Inspector inspector(ClassThreshold threshold, CameraRule rule, double tolerance) {
        return new Inspector(
                new PostProcessing(0, ImageScore.MAXIMUM, tolerance),
                new ModelThresholds("ab".repeat(32), Map.of("bottle", ProductThresholds.of(threshold))),
                new CameraRules(rule, Map.of()));
    }

    private static IgnoreMask leftHalf() {
        byte[] values = new byte[SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (i % SIDE < SIDE / 2 ? 1 : 0);
        }
        return IgnoreMask.of(SIDE, SIDE, values);
    }
}
