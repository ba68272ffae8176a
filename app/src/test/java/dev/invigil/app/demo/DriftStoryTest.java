// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.console.line.LiveLine;
import dev.invigil.console.line.Verdicts;
import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.alert.AlertState;
import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.verdict.Decision;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DriftStoryTest {
    private static final String CAMERA = Script.cameras().get(Scenario.LAMP_CAMERA);
    private static final String FIRST = "a".repeat(64);
    private static final String SECOND = "b".repeat(64);

    private final Map<String, Shot> sent = new HashMap<>();

    @Test
    void shouldCountGoodPartsByLampAndModel() {
        Script script = new Script(7, "run", Scenario.DRIFT);
        List<Shot> before = good(script, 0, 20);
        List<Shot> after = good(script, Scenario.LAMP_MOVES_AT, 60);
        DriftStory story = new DriftStory(sent, FIRST);
        before.forEach(shot -> story.verdict(Verdicts.of(shot.frameId(), CAMERA, Decision.PASS, FIRST)));
        after.subList(0, 20)
                .forEach(shot -> story.verdict(Verdicts.of(shot.frameId(), CAMERA, Decision.REJECT, FIRST)));
        after.subList(20, 40)
                .forEach(shot -> story.verdict(Verdicts.of(shot.frameId(), CAMERA, Decision.PASS, SECOND)));

        assertThat(story.hasRecovered()).isTrue();
        assertThat(story.report())
                .anyMatch(line -> line.contains("as set up") && line.contains("0.0 %  (0 of 20)"))
                .anyMatch(line -> line.contains("moved, first model") && line.contains("100.0 %  (20 of 20)"))
                .anyMatch(line -> line.contains("moved, new model") && line.contains("0.0 %  (0 of 20)"));
    }

    @Test
    void shouldNotHaveRecoveredWhileTheNewModelRejectsGoodPartsOrWithoutOne() {
        Script script = new Script(7, "run", Scenario.DRIFT);
        List<Shot> after = good(script, Scenario.LAMP_MOVES_AT, 60);
        DriftStory none = new DriftStory(sent, FIRST);
        DriftStory bad = new DriftStory(sent, FIRST);
        after.subList(0, 20).forEach(shot -> {
            none.verdict(Verdicts.of(shot.frameId(), CAMERA, Decision.REJECT, FIRST));
            bad.verdict(Verdicts.of(shot.frameId(), CAMERA, Decision.REJECT, FIRST));
        });
        after.subList(20, 25)
                .forEach(shot -> bad.verdict(Verdicts.of(shot.frameId(), CAMERA, Decision.REJECT, SECOND)));
        after.subList(25, 40).forEach(shot -> bad.verdict(Verdicts.of(shot.frameId(), CAMERA, Decision.PASS, SECOND)));

        assertThat(none.hasRecovered()).isFalse();
        assertThat(bad.hasRecovered()).isFalse();
    }

    @Test
    void shouldBeToldOnceANewModelHasDecidedForAWhileAndTheAlertIsClosed() {
        LiveLine line = new LiveLine(30, Duration.ofHours(1));
        ModelRecord first = Verdicts.activeModel();
        line.model(first);
        line.alert(drift(AlertState.OPENED));
        line.model(new ModelRecord(
                        ModelRecord.SCHEMA,
                        SECOND,
                        first.name(),
                        "2",
                        first.state(),
                        first.activation(),
                        Optional.empty(),
                        "the gate passed",
                        "trainer",
                        first.at(),
                        Optional.empty())
                .activated(2, "the gate passed", "trainer", first.at()));
        for (int n = 0; n < DriftStory.ENOUGH; n++) {
            line.verdict(Verdicts.of("f-" + n, CAMERA, Decision.PASS, SECOND), Verdicts.CAPTURED);
            assertThat(DriftStory.isTold(line)).as("with the alert open").isFalse();
        }

        line.alert(drift(AlertState.CLOSED));

        assertThat(DriftStory.isTold(line)).isTrue();
    }

    private List<Shot> good(Script script, long first, int count) {
        List<Shot> shots = LongStream.range(first, first + count)
                .mapToObj(number -> script.shot(Scenario.LAMP_CAMERA, number))
                .filter(shot -> shot.truth() == Shot.Truth.GOOD)
                .toList();
        shots.forEach(shot -> sent.put(shot.frameId(), shot));
        return shots;
    }

    private static Alert drift(AlertState state) {
        return new Alert(
                Alert.SCHEMA,
                "incident",
                "line-1",
                CAMERA,
                AlertCause.CALIBRATION_DRIFT,
                state,
                Verdicts.CAPTURED,
                Verdicts.CAPTURED,
                state == AlertState.CLOSED ? Optional.of(Verdicts.CAPTURED) : Optional.empty(),
                4,
                List.of(),
                "the calibration no longer holds");
    }
}
