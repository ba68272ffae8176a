// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.verdict.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Frozen images, gaps in the sequence, and a model that is not in use. */
class FrameFlowRulesTest {
    private static final String ACTIVE = "cd".repeat(32);

    @Test
    void shouldOpenAtTheNthIdenticalImageAndCloseAtTheNextOther() {
        CameraTape tape = new CameraTape(CameraTape.only("frozen-image: {count: 4}"));
        images(tape, "a", "b", "b", "b", "a", "a", "a");
        assertThat(tape.alerts()).isEmpty();

        images(tape, "a");
        Alert opened = tape.alerts().get(0);
        assertThat(tape.told()).containsExactly("FROZEN_IMAGE OPENED");
        assertThat(opened.message())
                .isEqualTo("the last 4 images are identical, byte by byte: check the camera and its driver");
        assertThat(opened.rejects()).isEqualTo(4);
        assertThat(opened.frameIds()).containsExactly("cam-1-7");
        images(tape, "a", "a", "c");

        assertThat(tape.told()).containsExactly("FROZEN_IMAGE OPENED", "FROZEN_IMAGE CLOSED");
        assertThat(tape.alerts().get(1).rejects()).isEqualTo(6);
        assertThat(tape.alerts().get(1).message()).isEqualTo("the image changes again; lasted 0 s, 6 in this incident");
    }

    /** A frame whose header is broken has no digest; it says nothing about the image. */
    @Test
    void shouldLetVerdictsWithoutADigestNeitherExtendNorEndARow() {
        CameraTape tape = new CameraTape(CameraTape.only("frozen-image: {count: 3}"));
        tape.play("ppppppu");
        images(tape, "a", "a");
        tape.play("u");
        assertThat(tape.alerts()).isEmpty();
        images(tape, "a");

        assertThat(tape.told()).containsExactly("FROZEN_IMAGE OPENED");
    }

    @Test
    void shouldCountTheFramesThatAreMissingInTheSequence() {
        CameraTape tape = new CameraTape(CameraTape.only("sequence-gap: {clear-after: 3}"));
        numbers(tape, 7, 8, 9);
        assertThat(tape.alerts()).isEmpty();
        numbers(tape, 13);

        assertThat(tape.told()).containsExactly("SEQUENCE_GAP OPENED");
        assertThat(tape.alerts().get(0).message())
                .isEqualTo("3 frames are missing between the numbers 9 and 13 (frame cam-1-3):"
                        + " check the camera's buffer, its network and ingest");
        assertThat(tape.alerts().get(0).rejects()).isEqualTo(3);
        assertThat(tape.alerts().get(0).frameIds()).isEmpty();
        numbers(tape, 14, 16, 17, 18);
        assertThat(tape.told()).containsExactly("SEQUENCE_GAP OPENED");
        numbers(tape, 19);

        assertThat(tape.told()).containsExactly("SEQUENCE_GAP OPENED", "SEQUENCE_GAP CLOSED");
        assertThat(tape.alerts().get(1).message())
                .isEqualTo("3 frames in a row without a gap; lasted 0 s, 4 in this incident");
    }

    @Test
    void shouldNotMissFramesWhoseVerdictsHaveNoNumberNorThoseBeforeARestart() {
        CameraTape tape = new CameraTape(CameraTape.only("sequence-gap: {}"));
        numbers(tape, 100, 101);
        tape.play("uu");
        numbers(tape, 104, 105, 1, 2, 2, 3);
        tape.play("pppp");
        numbers(tape, 8);

        assertThat(tape.alerts()).isEmpty();
    }

    @Test
    void shouldOpenWhenAnotherModelStillDecidesAndCloseWhenTheActiveOneDoes() {
        CameraTape tape =
                new CameraTape(CameraTape.only("model-in-use: {after: 60s}")).active(activated(Duration.ZERO));
        tape.pace(Duration.ofSeconds(10)).play("ppppp");
        assertThat(tape.alerts()).isEmpty();
        tape.play("pu");

        assertThat(tape.told()).containsExactly("MODEL_NOT_IN_USE OPENED");
        assertThat(tape.alerts().get(0).message())
                .isEqualTo(
                        "scorer-1 decides by the model model 1 (abababababab), but model 2 (cdcdcdcdcdcd) is ACTIVE since"
                                + " 2026-03-02T06:00:00Z: see why in the scorer's log");
        tape.hear(sketch -> sketch.model("2", ACTIVE), Decision.PASS);

        assertThat(tape.told()).containsExactly("MODEL_NOT_IN_USE OPENED", "MODEL_NOT_IN_USE CLOSED");
        assertThat(tape.alerts().get(1).message())
                .startsWith("the ACTIVE model model 2 (cdcdcdcdcdcd) is in use; lasted 20 s, 1 in this incident");
    }

    @Test
    void shouldSayNothingWithoutAnActiveModelAndCloseWhenItIsGone() {
        CameraTape tape = new CameraTape(CameraTape.only("model-in-use: {}"));
        tape.pace(Duration.ofSeconds(10)).play("pppppppppp");
        assertThat(tape.alerts()).isEmpty();

        tape.active(activated(Duration.ofHours(-1))).play("p");
        tape.active(Optional.empty()).play("p");
        assertThat(tape.told()).containsExactly("MODEL_NOT_IN_USE OPENED", "MODEL_NOT_IN_USE CLOSED");
    }

    /** Verdicts that were made before the activation, and are read late, were right when they were made. */
    @Test
    void shouldNotCountVerdictsFromBeforeTheActivation() {
        CameraTape tape = new CameraTape(CameraTape.only("model-in-use: {}")).active(activated(Duration.ofMinutes(10)));

        tape.pace(Duration.ofSeconds(10)).play("p".repeat(60));

        assertThat(tape.alerts()).isEmpty();
    }

    private static Optional<ModelRecord> activated(Duration afterStart) {
        Instant at = CameraTape.START.plus(afterStart);
        return Optional.of(CameraTape.model(ACTIVE).activated(2, "a test", "me", at));
    }

    private static void images(CameraTape tape, String... digests) {
        for (String digest : digests) {
            tape.hear(sketch -> sketch.digest(digest.repeat(64)), Decision.PASS);
        }
    }

    private static void numbers(CameraTape tape, long... numbers) {
        for (long number : numbers) {
            tape.hear(sketch -> sketch.sequence(number), Decision.PASS);
        }
    }
}
