// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.app.sampleline.Lamp;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScriptTest {
    private static final Script SCRIPT = new Script(7, "run", Scenario.EPISODES);

    @Test
    void shouldTellTheSameStoryFromTheSameSeed() {
        assertThat(new Script(7, "run", Scenario.EPISODES).shot(1, 42)).isEqualTo(SCRIPT.shot(1, 42));
    }

    @Test
    void shouldNameEveryFrameDifferently() {
        Set<String> ids = new HashSet<>();
        for (int camera = 0; camera < Script.cameras().size(); camera++) {
            for (long number = 0; number < 500; number++) {
                assertThat(ids.add(SCRIPT.shot(camera, number).frameId())).isTrue();
            }
        }
    }

    @Test
    void shouldHaveAnEpisodeOfDefectsAtEachCameraAmongMostlyGoodParts() {
        for (int camera = 0; camera < Script.cameras().size(); camera++) {
            long defects = 0;
            long most = 0;
            for (long first = 0; first < 120; first++) {
                long inTen = 0;
                for (long number = first; number < first + 10; number++) {
                    inTen += SCRIPT.shot(camera, number).defect().isPresent() ? 1 : 0;
                }
                most = Math.max(most, inTen);
                defects += SCRIPT.shot(camera, first).defect().isPresent() ? 1 : 0;
            }
            assertThat(most).as("defects among ten parts in a row").isGreaterThanOrEqualTo(5);
            assertThat(defects).as("defects among 120").isBetween(6L, 30L);
        }
    }

    @Test
    void shouldCutOffVeryFewPictures() {
        long cutOff = 0;
        for (int camera = 0; camera < Script.cameras().size(); camera++) {
            for (long number = 0; number < 100; number++) {
                cutOff += SCRIPT.shot(camera, number).cutOff() ? 1 : 0;
            }
        }
        assertThat(cutOff).isBetween(1L, 3L);
    }

    @Test
    void shouldMoveTheLampOfOneCameraForGoodInTheScenarioOfADrift() {
        Script drift = new Script(7, "run", Scenario.DRIFT);
        long moved = Scenario.LAMP_MOVES_AT;

        assertThat(drift.shot(Scenario.LAMP_CAMERA, moved - 1).lamp()).isEqualTo(Lamp.AS_SET_UP);
        assertThat(drift.shot(Scenario.LAMP_CAMERA, moved).lamp()).isNotEqualTo(Lamp.AS_SET_UP);
        assertThat(drift.shot(Scenario.LAMP_CAMERA, moved + 10_000).lamp()).isNotEqualTo(Lamp.AS_SET_UP);
        assertThat(drift.shot(Scenario.LAMP_CAMERA + 1, moved).lamp()).isEqualTo(Lamp.AS_SET_UP);
        assertThat(SCRIPT.shot(Scenario.LAMP_CAMERA, moved).lamp()).isEqualTo(Lamp.AS_SET_UP);
    }
}
