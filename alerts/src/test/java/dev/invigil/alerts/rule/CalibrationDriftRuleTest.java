// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.alerts.Verdicts.Sketch;
import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.verdict.CalibrationRank;
import dev.invigil.contracts.verdict.Decision;
import java.time.Duration;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibrationDriftRuleTest {
    private static final int PARTS = 100;
    private static final String OTHER = "cd".repeat(32);

    private final Random random = new Random(1);
    private final CameraTape tape = new CameraTape(rules());

    @Test
    void shouldOpenWhenGoodPartsScoreHigherThanInTheCalibration() {
        asCalibrated(300);
        assertThat(tape.alerts()).isEmpty();
        higher(100);

        assertThat(tape.told()).containsExactly("CALIBRATION_DRIFT OPENED");
        assertThat(tape.alerts().get(0).message())
                .isEqualTo("the calibration no longer holds. bottle: good parts score higher than in the calibration;"
                        + " too few images yet to compare brightness and sharpness");
    }

    @Test
    void shouldOpenWhenGoodPartsScoreLowerThanInTheCalibration() {
        asCalibrated(300);
        for (int i = 0; i < 100; i++) {
            hear(80 + random.nextInt(21), Decision.PASS, sketch -> sketch);
        }

        assertThat(tape.alerts().get(0).message()).contains("bottle: good parts score lower than in the calibration");
    }

    @Test
    void shouldOpenWhenMorePartsAreRejectedThanDefectivePartsExplain() {
        asCalibrated(50);
        for (int i = 0; i < 30; i++) {
            hear(0, Decision.REJECT, sketch -> sketch);
        }

        Alert opened = tape.alerts().get(0);
        assertThat(tape.told()).startsWith("CALIBRATION_DRIFT OPENED");
        assertThat(opened.message())
                .containsPattern("bottle: \\d+ of \\d+ parts score higher than the calibration allows");
        assertThat(opened.rejects()).isBetween(5L, 30L);
        assertThat(opened.frameIds()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "77, 500, 'the brightness of the images fell by 23 % at the same time, so check the lamp and the exposure'",
        "120, 500, 'the brightness of the images rose by 20 % at the same time, so check the lamp and the exposure'",
        "100, 250, 'the sharpness of the images fell by 50 % at the same time, so check the focus and the lens'",
        "100, 500, 'brightness and sharpness of the images did not change, so look at the product and its material'",
        "102, 500, 'brightness and sharpness of the images did not change, so look at the product and its material'",
    })
    void shouldSayWhetherTheImagesChangedAtTheSameTime(double brightness, double sharpness, String words) {
        for (int i = 0; i < 300; i++) {
            hear(random.nextInt(PARTS + 1), Decision.PASS, images(100, 500));
        }
        for (int i = 0; i < 100; i++) {
            hear(random.nextInt(20), Decision.PASS, images(brightness, sharpness));
        }

        assertThat(tape.alerts().get(0).message())
                .contains("good parts score higher than in the calibration; ")
                .contains(words.replaceAll(" by \\d+ %.*", " by "));
        // the mean of the latest images may still be on its way
        int said = percent(tape.alerts().get(0).message());
        assertThat(Math.abs(said - percent(words))).isLessThanOrEqualTo(3);
    }

    @Test
    void shouldCloseWhenAnotherModelIsInUse() {
        closesBy(sketch -> sketch.model("2", OTHER), "bottle: another model is in use");
    }

    @Test
    void shouldCloseWhenAnotherThresholdIsInForce() {
        closesBy(sketch -> sketch.reject(0.7), "bottle: another threshold is in force");
    }

    @Test
    void shouldCloseWhenAnotherMaskIsInForce() {
        closesBy(sketch -> sketch.mask(OTHER), "bottle: another mask is in force");
    }

    private void closesBy(UnaryOperator<Sketch> change, String why) {
        asCalibrated(100);
        higher(100);
        hear(50, Decision.PASS, change);

        assertThat(tape.told()).containsExactly("CALIBRATION_DRIFT OPENED", "CALIBRATION_DRIFT CLOSED");
        assertThat(tape.alerts().get(1).message()).startsWith(why + "; lasted ");
        CalibrationDriftRule.Memory memory = tape.state().orElseThrow().memory().calibrationDrift();
        assertThat(memory.products())
                .singleElement()
                .satisfies(drift ->
                        assertThat(drift.test().parts()).as("a new stretch").isEqualTo(1));
    }

    @Test
    void shouldCloseWhenNoCalibrationAppliesAnyMore() {
        asCalibrated(100);
        higher(100);
        tape.hear(sketch -> sketch, Decision.PASS);

        assertThat(tape.told()).containsExactly("CALIBRATION_DRIFT OPENED", "CALIBRATION_DRIFT CLOSED");
        assertThat(tape.alerts().get(1).message())
                .startsWith("bottle: no calibration applies to its scores any more; lasted ");
    }

    @Test
    void shouldCloseWhenThePartsFitTheCalibrationAgain() {
        asCalibrated(100);
        higher(400);
        assertThat(tape.told()).as("it stays open while it lasts").containsExactly("CALIBRATION_DRIFT OPENED");
        asCalibrated(60);
        assertThat(tape.open(AlertCause.CALIBRATION_DRIFT)).isPresent();
        asCalibrated(600);

        assertThat(tape.told()).containsExactly("CALIBRATION_DRIFT OPENED", "CALIBRATION_DRIFT CLOSED");
        assertThat(tape.alerts().get(1).message()).containsPattern("the last \\d+ parts fit the calibration again");
    }

    @Test
    void shouldTestEachProductAloneInOneIncidentOfTheCamera() {
        for (int i = 0; i < 200; i++) {
            hear(random.nextInt(20), Decision.PASS, sketch -> sketch.product("cap"));
            hear(random.nextInt(PARTS + 1), Decision.PASS, sketch -> sketch);
        }
        assertThat(tape.told()).containsExactly("CALIBRATION_DRIFT OPENED");
        assertThat(tape.alerts().get(0).message()).contains("cap: good parts").doesNotContain("bottle");

        higher(200);
        hear(50, Decision.PASS, sketch -> sketch.product("cap").reject(0.7));
        assertThat(tape.told()).as("bottle is still open").containsExactly("CALIBRATION_DRIFT OPENED");
        hear(50, Decision.PASS, sketch -> sketch.reject(0.7));
        assertThat(tape.told()).containsExactly("CALIBRATION_DRIFT OPENED", "CALIBRATION_DRIFT CLOSED");
    }

    /** Else the alert would stay open as long as the product is not produced. */
    @Test
    void shouldCloseForAllProductsWhenAnotherModelIsInUse() {
        for (int i = 0; i < 200; i++) {
            hear(random.nextInt(20), Decision.PASS, sketch -> sketch.product("cap"));
        }
        assertThat(tape.told()).containsExactly("CALIBRATION_DRIFT OPENED");
        hear(50, Decision.PASS, sketch -> sketch.model("2", OTHER));

        assertThat(tape.told()).containsExactly("CALIBRATION_DRIFT OPENED", "CALIBRATION_DRIFT CLOSED");
        assertThat(tape.alerts().get(1).message()).startsWith("cap: another model is in use; lasted ");
        assertThat(tape.state().orElseThrow().driftWealth()).containsOnlyKeys("bottle");
    }

    @Test
    void shouldNotTestPartsThatWereNotDecidedByTheirQuality() {
        for (int i = 0; i < 200; i++) {
            hear(0, Decision.WRONG_PRODUCT, sketch -> sketch);
            hear(0, Decision.UNSCORED, sketch -> sketch);
        }

        assertThat(tape.alerts()).isEmpty();
        assertThat(tape.state().orElseThrow().driftWealth()).isEmpty();
    }

    /** An operator set a threshold so low that it rejects the whole calibration: nothing is left to compare with. */
    @Test
    void shouldNotTestWhereTheThresholdRejectsTheWholeCalibration() {
        for (int i = 0; i < 100; i++) {
            tape.hear(sketch -> sketch.rank(new CalibrationRank(PARTS, 0, 0, PARTS)), Decision.REJECT);
        }

        assertThat(tape.alerts()).isEmpty();
    }

    @Test
    void shouldGiveTheSameAlertsAndWealthWithRestartsInBetween() {
        CameraTape halting = new CameraTape(rules());
        for (int i = 0; i < 700; i++) {
            boolean high = i > 350 && i < 500;
            int rank = random.nextInt(high ? 20 : PARTS + 1);
            // ties are broken by numbers that must be the same, too
            UnaryOperator<Sketch> with = sketch -> sketch.rank(new CalibrationRank(PARTS, rank, Math.min(rank, 7), 1))
                    .imaging(rank, 500);
            tape.hear(with, Decision.PASS);
            halting.hear(with, Decision.PASS);
            if (i % 7 == 0) {
                halting.restart(rules(), Duration.ZERO);
            }
        }

        assertThat(tape.told()).containsExactly("CALIBRATION_DRIFT OPENED", "CALIBRATION_DRIFT CLOSED");
        assertThat(halting.alerts()).isEqualTo(tape.alerts());
        assertThat(halting.state()).isEqualTo(tape.state());
    }

    @Test
    void shouldBeginAnewAfterAStretchAndWithOtherSettings() {
        asCalibrated(500 + 1);
        assertThat(tape.state().orElseThrow().memory().calibrationDrift().products())
                .singleElement()
                .satisfies(drift -> assertThat(drift.test().parts()).isEqualTo(1));

        asCalibrated(10);
        tape.restart(
                CameraTape.only("calibration-drift: {stretch: 500, clear-after: 150, alpha: 0.01}"), Duration.ZERO);
        asCalibrated(1);
        assertThat(tape.state().orElseThrow().memory().calibrationDrift().products())
                .singleElement()
                .satisfies(drift -> assertThat(drift.test().parts()).isEqualTo(1));
    }

    @Test
    void shouldKeepABoundedStateHoweverManyProductsThereAre() {
        for (int i = 0; i < 6_000; i++) {
            String product = "product-" + i % 120;
            hear(random.nextInt(PARTS + 1), Decision.PASS, sketch -> images(100, 500)
                    .apply(sketch.product(product)));
        }

        CameraState state = tape.state().orElseThrow();
        assertThat(state.driftWealth())
                .hasSize(CalibrationDriftRule.MOST_PRODUCTS)
                .containsKey("product-119");
        assertThat(CameraState.CODEC.encode(state).length / CalibrationDriftRule.MOST_PRODUCTS)
                .as("bytes per product")
                .isLessThan(2048);
        for (int i = 0; i < 400; i++) {
            hear(random.nextInt(PARTS + 1), Decision.PASS, images(100, 500));
        }
        int before = CameraState.CODEC.encode(tape.state().orElseThrow()).length;
        for (int i = 0; i < 400; i++) {
            hear(random.nextInt(PARTS + 1), Decision.PASS, images(100, 500));
        }
        assertThat(CameraState.CODEC.encode(tape.state().orElseThrow()).length)
                .as("it does not grow with the parts")
                .isLessThan(before + 200);
    }

    private static Rules rules() {
        return CameraTape.only("calibration-drift: {stretch: 500, clear-after: 150}");
    }

    private void asCalibrated(int parts) {
        for (int i = 0; i < parts; i++) {
            hear(random.nextInt(PARTS + 1), Decision.PASS, sketch -> sketch);
        }
    }

    private void higher(int parts) {
        for (int i = 0; i < parts; i++) {
            hear(random.nextInt(20), Decision.PASS, sketch -> sketch);
        }
    }

    /** @param atLeast calibration parts that score as high or higher */
    private void hear(int atLeast, Decision decision, UnaryOperator<Sketch> with) {
        tape.hear(sketch -> with.apply(sketch.rank(new CalibrationRank(PARTS, atLeast, 0, 0))), decision);
    }

    private UnaryOperator<Sketch> images(double brightness, double sharpness) {
        double noise = random.nextInt(3) - 1;
        return sketch -> sketch.imaging(brightness + noise, sharpness + 10 * noise);
    }

    private static int percent(String message) {
        Matcher found = Pattern.compile(" by (\\d+) %").matcher(message);
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
    }
}
