// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import static dev.invigil.alerts.Verdicts.verdict;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.alert.AlertState;
import dev.invigil.contracts.json.Json;
import dev.invigil.contracts.verdict.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CameraWatchTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void shouldOpenAtTheKthRejectOfTheLastN() {
        CameraTape tape = new CameraTape(CameraTape.only("k-of-n: {k: 3, n: 10, clear-at: 1}"));

        tape.play("xppppxpp");
        assertThat(tape.alerts()).isEmpty();

        tape.play("x");
        Alert opened = tape.alerts().get(0);
        assertThat(tape.told()).containsExactly("K_OF_N OPENED");
        assertThat(opened.rejects()).isEqualTo(3);
        assertThat(opened.frameIds()).containsExactly("cam-1-0", "cam-1-5", "cam-1-8");
        assertThat(opened.message()).isEqualTo("3 of the last 9 parts rejected");
        assertThat(opened.openedAt()).isEqualTo(tape.now());
        assertThat(opened.key()).isEqualTo("line-1/cam-1/K_OF_N");
    }

    @Test
    void shouldForgetRejectsOlderThanN() {
        CameraTape tape = new CameraTape(CameraTape.only("k-of-n: {k: 3, n: 5, clear-at: 1}"));

        tape.play("xpppp".repeat(100));

        assertThat(tape.alerts()).isEmpty();
    }

    @Test
    void shouldStayOpenBetweenClearAtAndK() {
        CameraTape tape = new CameraTape(CameraTape.only("k-of-n: {k: 3, n: 6, clear-at: 1}"));

        tape.play("xxx").play("ppp").play("xp").play("xp");
        assertThat(tape.open(AlertCause.K_OF_N)).isPresent();
        tape.play("ppp");

        assertThat(tape.told()).containsExactly("K_OF_N OPENED", "K_OF_N CLOSED");
        Alert closed = tape.alerts().get(1);
        assertThat(closed.incidentId()).isEqualTo(tape.alerts().get(0).incidentId());
        assertThat(closed.rejects()).isEqualTo(5);
        assertThat(closed.closedAt()).contains(tape.now());
        assertThat(closed.message()).isEqualTo("1 of the last 6 parts rejected; lasted 1 s, 5 in this incident");
    }

    @Test
    void shouldOpenAtMRejectsInARowAndCloseAfterEnoughOthers() {
        CameraTape tape = new CameraTape(CameraTape.only("consecutive-rejects: {count: 3, clear-after: 4}"));

        tape.play("xxpxxrxx");
        assertThat(tape.alerts()).isEmpty();
        tape.play("x").play("pprx").play("prp");
        assertThat(tape.told()).containsExactly("CONSECUTIVE_REJECTS OPENED");
        tape.play("p");

        assertThat(tape.told()).containsExactly("CONSECUTIVE_REJECTS OPENED", "CONSECUTIVE_REJECTS CLOSED");
        assertThat(tape.alerts().get(1).rejects()).isEqualTo(4);
    }

    @Test
    void shouldOpenAtTheFirstPartOfAnotherProductAndSayWhich() {
        CameraTape tape = new CameraTape(CameraTape.only("wrong-product: {clear-after: 3}"));

        tape.play("ppw");
        Alert opened = tape.alerts().get(0);
        assertThat(opened.cause()).isEqualTo(AlertCause.WRONG_PRODUCT);
        assertThat(opened.message()).isEqualTo("1 part of another product: bottle expected, looks like pill");
        assertThat(opened.rejects()).isEqualTo(1);
        assertThat(opened.frameIds()).containsExactly("cam-1-2");

        tape.play("wwwpupuwppp");
        assertThat(tape.told())
                .containsExactly(
                        "WRONG_PRODUCT OPENED",
                        "WRONG_PRODUCT UPDATED",
                        "WRONG_PRODUCT UPDATED",
                        "WRONG_PRODUCT CLOSED");
        assertThat(tape.alerts().get(2).message())
                .startsWith("4 parts in a row of another product: bottle expected, looks like pill");
        Alert closed = tape.alerts().get(3);
        assertThat(closed.incidentId()).isEqualTo(opened.incidentId());
        assertThat(closed.rejects()).isEqualTo(5);
        assertThat(closed.message()).startsWith("3 parts in a row of the expected product");
    }

    @Test
    void shouldWaitForAsManyPartsOfAnotherProductAsAreAskedFor() {
        CameraTape tape = new CameraTape(CameraTape.only("wrong-product: {count: 3}"));

        tape.play("wwpwuw");
        assertThat(tape.alerts()).isEmpty();
        tape.play("w");

        assertThat(tape.told()).containsExactly("WRONG_PRODUCT OPENED");
    }

    @Test
    void shouldCountAnotherProductInNoRuleOnQuality() {
        CameraTape tape = new CameraTape(CameraTape.rules("""
                k-of-n: {k: 2, n: 3, clear-at: 0}
                consecutive-rejects: {count: 2, clear-after: 1}
                consecutive-unscored: {count: 2, clear-after: 2}
                wrong-product: {enabled: false}
                """));

        tape.play("wwwxwwww");
        assertThat(tape.alerts()).isEmpty();
        tape.play("x");
        assertThat(tape.told()).containsExactly("K_OF_N OPENED", "CONSECUTIVE_REJECTS OPENED");
    }

    @Test
    void shouldReadTheStateThatAnEarlierVersionStored() {
        CameraTape tape = new CameraTape(CameraTape.only("wrong-product: {}")).play("px");
        ObjectNode stored = Json.mapper().valueToTree(tape.state().orElseThrow());
        stored.put("schema", 1);
        stored.remove("otherProductFrames");
        ((ObjectNode) stored.get("memory"))
                .remove(List.of("wrongProduct", "calibrationDrift", "frozenImage", "sequenceGap"));

        CameraState read = CameraState.CODEC
                .deserializer()
                .deserialize("store", stored.toString().getBytes(UTF_8));

        assertThat(read.otherProductFrames()).isEmpty();
        assertThat(read.memory().wrongProduct()).isEqualTo(new WrongProductRule.Row(0, 0, ""));
        assertThat(read.rejectedFrames()).isEqualTo(tape.state().orElseThrow().rejectedFrames());
    }

    /** As 1.0 stored it: the fields that schema 3 added are missing. */
    @Test
    void shouldGoOnFromAStateOfSchemaTwo() {
        CameraTape tape =
                new CameraTape(CameraTape.only("consecutive-rejects: {count: 3}\nfrozen-image: {}")).play("xx");
        ObjectNode stored = Json.mapper().valueToTree(tape.state().orElseThrow());
        stored.put("schema", 2);
        ((ObjectNode) stored.get("memory")).remove(List.of("calibrationDrift", "frozenImage", "sequenceGap"));

        CameraState read = CameraState.CODEC
                .deserializer()
                .deserialize("store", stored.toString().getBytes(UTF_8));
        Step step = new CameraWatch(CameraTape.only("consecutive-rejects: {count: 3}\nfrozen-image: {}"))
                .onVerdict(
                        Optional.of(read),
                        verdict("line-1", "cam-1", 2, Decision.REJECT, tape.now()),
                        Optional.empty(),
                        tape.now())
                .orElseThrow();

        assertThat(step.alerts()).extracting(Alert::cause).containsExactly(AlertCause.CONSECUTIVE_REJECTS);
        assertThat(read.driftWealth()).isEmpty();
    }

    @Test
    void shouldLetUnscoredNeitherAddToARowOfRejectsNorEndIt() {
        CameraTape tape = new CameraTape(CameraTape.only("consecutive-rejects: {count: 3, clear-after: 4}"));

        tape.play("xuxuuuu");
        assertThat(tape.alerts()).isEmpty();
        tape.play("x");
        assertThat(tape.told()).containsExactly("CONSECUTIVE_REJECTS OPENED");
        tape.play("uuuuuuuu");
        assertThat(tape.told()).containsExactly("CONSECUTIVE_REJECTS OPENED");
    }

    @Test
    void shouldOpenWhenTheCameraSpeaksButNothingCanBeInspected() {
        CameraTape tape = new CameraTape(CameraTape.only("consecutive-unscored: {count: 3, clear-after: 2}"));

        tape.play("uupuuu").play("x").play("p");

        assertThat(tape.told()).containsExactly("CONSECUTIVE_UNSCORED OPENED", "CONSECUTIVE_UNSCORED CLOSED");
        assertThat(tape.alerts().get(0).frameIds()).containsExactly("cam-1-3", "cam-1-4", "cam-1-5");
        assertThat(tape.alerts().get(0).message()).isEqualTo("3 frames in a row not inspected");
    }

    @Test
    void shouldTellOfOneLongIncidentInFewAlerts() {
        CameraTape tape = new CameraTape(CameraTape.only("consecutive-rejects: {}\nupdate-every: 1m"));

        tape.play("x".repeat(36_000)); // an hour

        assertThat(tape.alerts().get(0).state()).isEqualTo(AlertState.OPENED);
        assertThat(tape.alerts()).hasSizeBetween(60, 60 + 16);
        assertThat(tape.alerts())
                .extracting(Alert::incidentId)
                .containsOnly(tape.alerts().get(0).incidentId());
        assertThat(tape.alerts()).extracting(Alert::rejects).isSorted();
        Alert last = tape.alerts().get(tape.alerts().size() - 1);
        assertThat(last.frameIds()).hasSize(Alert.MAX_FRAMES);
        assertThat(last.message()).contains(" in this incident");
    }

    @Test
    void shouldTellAtOnceWhenTheCountHasDoubled() {
        CameraTape tape = new CameraTape(CameraTape.only("consecutive-rejects: {count: 3}\nupdate-every: 1h"));

        tape.play("x".repeat(30));

        assertThat(tape.alerts()).extracting(Alert::rejects).containsExactly(3L, 6L, 12L, 24L);
    }

    @Test
    void shouldNotUpdateWithoutNews() {
        CameraTape tape = new CameraTape(CameraTape.only("k-of-n: {k: 3, n: 1000, clear-at: 0}"));

        tape.play("xxx").pace(MINUTE).play("p".repeat(500));

        assertThat(tape.told()).containsExactly("K_OF_N OPENED");
    }

    /** Somebody sent a frame under another name. */
    @Test
    void shouldNotMissACameraThatWasHardlyEverThere() {
        CameraTape tape = new CameraTape(CameraTape.only("silent-camera: {after: 1m, known-after: 3}"));
        tape.play("pp").silence(Duration.ofHours(1));
        assertThat(tape.told()).isEmpty();

        tape.play("p").silence(Duration.ofHours(1));
        assertThat(tape.told()).containsExactly("SILENT_CAMERA OPENED");
    }

    @Test
    void shouldOpenForSilenceAndCloseAtTheNextVerdict() {
        CameraTape tape = new CameraTape(CameraTape.only("silent-camera: {after: 1m, known-after: 1}"));

        tape.play("p").silence(Duration.ofSeconds(59));
        assertThat(tape.alerts()).isEmpty();
        tape.silence(Duration.ofSeconds(1)).silence(MINUTE).silence(MINUTE);
        assertThat(tape.told()).containsExactly("SILENT_CAMERA OPENED");
        assertThat(tape.alerts().get(0).message())
                .isEqualTo("no verdict for 1 min 0 s; the last one was for frame cam-1-0");
        tape.play("u");

        assertThat(tape.told()).containsExactly("SILENT_CAMERA OPENED", "SILENT_CAMERA CLOSED");
        assertThat(tape.alerts().get(1).message()).isEqualTo("verdicts are arriving again; lasted 2 min 0 s");
        assertThat(tape.alerts().get(1).rejects()).isZero();
        assertThat(tape.alerts().get(1).frameIds()).isEmpty();
    }

    @Test
    void shouldNotTakeItsOwnAbsenceForTheCamerasSilence() {
        Rules rules = CameraTape.only("silent-camera: {after: 1m, known-after: 1}");
        CameraTape tape = new CameraTape(rules).play("p").restart(rules, Duration.ofHours(3));

        tape.silence(Duration.ofSeconds(59));
        assertThat(tape.alerts()).isEmpty();
        tape.silence(Duration.ofSeconds(1));
        assertThat(tape.told()).containsExactly("SILENT_CAMERA OPENED");
    }

    @Test
    void shouldNotExpectAnUnnamedCameraToSpeak() {
        CameraTape tape = new CameraTape(CameraTape.rules(""));

        tape.hear(verdict("unknown", "unknown", 0, Decision.UNSCORED, tape.now()));
        tape.silence(Duration.ofHours(1));

        assertThat(tape.alerts()).isEmpty();
    }

    @Test
    void shouldCloseAllIncidentsOfACameraThatIsForgotten() {
        CameraTape tape = new CameraTape(CameraTape.rules("forget-after: 7d"));

        tape.play("xxx").silence(MINUTE).silence(Duration.ofDays(7));

        assertThat(tape.told())
                .containsExactly(
                        "CONSECUTIVE_REJECTS OPENED",
                        "SILENT_CAMERA OPENED",
                        "CONSECUTIVE_REJECTS CLOSED",
                        "SILENT_CAMERA CLOSED");
        assertThat(tape.state()).isEmpty();
    }

    @Test
    void shouldKeepIncidentsOpenOverARestart() {
        Rules rules = CameraTape.only("consecutive-rejects: {count: 3, clear-after: 4}");
        CameraTape tape = new CameraTape(rules).play("xxx").restart(rules, MINUTE);

        tape.play("xx").play("pppp");

        assertThat(tape.alerts()).extracting(Alert::state).first().isEqualTo(AlertState.OPENED);
        assertThat(tape.alerts()).extracting(Alert::state).last().isEqualTo(AlertState.CLOSED);
        assertThat(tape.alerts())
                .extracting(Alert::incidentId)
                .containsOnly(tape.alerts().get(0).incidentId());
        assertThat(tape.alerts()).extracting(Alert::rejects).last().isEqualTo(5L);
    }

    @Test
    void shouldCloseWhatARuleThatIsSwitchedOffHasOpened() {
        CameraTape tape = new CameraTape(CameraTape.rules("")).play("xxx").silence(MINUTE);
        assertThat(tape.told()).containsExactly("CONSECUTIVE_REJECTS OPENED", "SILENT_CAMERA OPENED");

        tape.restart(CameraTape.only(""), MINUTE).silence(MINUTE).play("x");

        assertThat(tape.told()).endsWith("SILENT_CAMERA CLOSED", "CONSECUTIVE_REJECTS CLOSED");
        assertThat(tape.alerts().get(3).message()).startsWith("the rule was disabled");
    }

    @Test
    void shouldWorkWithAShorterWindowAfterARestart() {
        CameraTape tape = new CameraTape(CameraTape.only("k-of-n: {k: 9, n: 100, clear-at: 1}"));
        tape.play("xxxxxxxx").play("p".repeat(50));

        tape.restart(CameraTape.only("k-of-n: {k: 2, n: 10, clear-at: 0}"), MINUTE)
                .play("p");
        assertThat(tape.alerts()).isEmpty();
        tape.play("xx");
        assertThat(tape.told()).containsExactly("K_OF_N OPENED");
    }

    @Test
    void shouldNotCountAFrameTwice() {
        CameraTape tape = new CameraTape(CameraTape.only("consecutive-rejects: {count: 3}"));
        Instant at = CameraTape.START;

        for (int i = 0; i < 10; i++) {
            tape.hear(verdict("line-1", "cam-1", 7, Decision.REJECT, at));
            tape.hear(verdict("line-1", "cam-1", 8, Decision.REJECT, at));
        }

        assertThat(tape.alerts()).isEmpty();
    }

    @Test
    void shouldNotAlertForAReplayOfWhatIsLongPast() {
        CameraTape tape = new CameraTape(CameraTape.only("consecutive-rejects: {count: 3}"));
        tape.play("xx").play("pxx".repeat(1000));

        for (int offset = 0; offset < 2; offset++) {
            tape.hear(verdict("line-1", "cam-1", offset, Decision.REJECT, CameraTape.START));
        }

        assertThat(tape.alerts()).isEmpty();
    }

    @Test
    void shouldCountFramesThatOvertookEachOther() {
        CameraTape tape = new CameraTape(CameraTape.only("consecutive-rejects: {count: 3}"));

        for (int offset : new int[] {12, 10, 11}) {
            tape.hear(verdict("line-1", "cam-1", offset, Decision.REJECT, CameraTape.START));
        }

        assertThat(tape.told()).containsExactly("CONSECUTIVE_REJECTS OPENED");
    }

    @Test
    void shouldStartOverWhenTheFramesTopicWasMadeAnew() {
        CameraTape tape = new CameraTape(CameraTape.only("consecutive-rejects: {count: 3}"));
        tape.play("p".repeat(50));

        for (int offset = 0; offset < 3; offset++) {
            Instant later = CameraTape.START.plusSeconds(3600 + offset);
            tape.hear(verdict("line-1", "cam-1", "anew-" + offset, offset, Decision.REJECT, later));
        }

        assertThat(tape.told()).containsExactly("CONSECUTIVE_REJECTS OPENED");
    }

    @Test
    void shouldNotTakeANewTopicForAReplayAfterACaptureTimeFarAhead() {
        CameraTape tape = new CameraTape(CameraTape.only("consecutive-rejects: {count: 3}"));
        Instant farAhead = Instant.parse("2199-12-31T23:59:59Z");

        tape.hear(verdict("line-1", "cam-1", 5000, Decision.PASS, farAhead)).play("xxx");

        assertThat(tape.told()).containsExactly("CONSECUTIVE_REJECTS OPENED");
    }

    @Test
    void shouldNotBeLedAstrayByAScorersWrongClock() {
        CameraTape tape = new CameraTape(CameraTape.only("consecutive-rejects: {count: 3}"));
        Instant farAhead = CameraTape.START.plus(Duration.ofDays(400));

        tape.hear(verdict("line-1", "cam-1", 1000, Decision.PASS, farAhead)).play("xxx");

        assertThat(tape.alerts().get(0).openedAt()).isEqualTo(tape.now());
    }

    @Test
    void shouldBearTimesAndPositionsAtTheEndOfTheirRange() {
        CameraTape tape = new CameraTape(CameraTape.rules(""));

        tape.hear(verdict("line-1", "cam-1", Long.MAX_VALUE, Decision.REJECT, Instant.MIN));
        tape.hear(verdict("line-1", "cam-1", 0, Decision.REJECT, Instant.MAX));
        tape.play("xx");

        assertThat(tape.told()).containsExactly("CONSECUTIVE_REJECTS OPENED");
    }
}
