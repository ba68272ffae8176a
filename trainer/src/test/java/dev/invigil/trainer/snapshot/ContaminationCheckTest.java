// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContaminationCheckTest {
    private final Map<Member, Double> scores = new HashMap<>();

    private void scores(String product, Role role, int count, double mean, double deviation) {
        Random random = new Random(count);
        for (int i = 0; i < count; i++) {
            scores.put(
                    Members.golden(product, product + " " + role + " " + i, role),
                    mean + deviation * random.nextGaussian());
        }
    }

    @Test
    void shouldNameThePartsThatScoreFarAboveTheOthersOfTheirProductAndRole() {
        scores("cap", Role.TRAIN, 50, 1, 0.05);
        // above all parts that train, but usual for parts that calibrate
        scores("cap", Role.CALIBRATE, 20, 2, 0.05);
        Member planted = Members.golden("cap", "planted", Role.TRAIN);
        scores.put(planted, 1.9);

        List<SuspectPart> suspects = ContaminationCheck.suspects(scores);

        assertThat(suspects).extracting(SuspectPart::name).containsExactly("cap/planted.png");
        assertThat(suspects.get(0).line()).startsWith("cap: cap/planted.png (TRAIN) scores 1.900, ");
    }

    /** A mean and a standard deviation would be spoiled: with a fifth planted, each is 2 deviations above the mean only. */
    @Test
    void shouldNotBeSpoiledByManyDefects() {
        scores("cap", Role.TRAIN, 80, 1, 0.05);
        for (int i = 0; i < 20; i++) {
            scores.put(Members.golden("cap", "planted " + i, Role.TRAIN), 2 + 0.01 * i);
        }

        List<SuspectPart> suspects = ContaminationCheck.suspects(scores);

        assertThat(suspects).hasSize(20).allSatisfy(suspect -> assertThat(suspect.score())
                .isGreaterThanOrEqualTo(2));
        assertThat(suspects.get(0).name()).isEqualTo("cap/planted 19.png");
    }

    /** One normal value in 500 million is 6 deviations above the mean. */
    @Test
    void shouldAccuseNoneOfManyGoodParts() {
        for (int product = 0; product < 20; product++) {
            scores("p" + product, Role.TRAIN, 200 + product, 1, 0.1);
        }

        assertThat(ContaminationCheck.suspects(scores)).isEmpty();
    }

    @Test
    void shouldSayNothingWithTooFewParts() {
        scores("cap", Role.TRAIN, ContaminationCheck.LEAST_PARTS - 2, 1, 0.05);
        scores.put(Members.golden("cap", "planted", Role.TRAIN), 9.0);

        assertThat(ContaminationCheck.suspects(scores)).isEmpty();
    }

    @Test
    void shouldTakeScoresThatAreAllEqual() {
        scores("cap", Role.TRAIN, 20, 1, 0);

        assertThat(ContaminationCheck.suspects(scores)).isEmpty();
    }
}
