// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.verdict.Decision;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A line of ten parts a second; the window holds 600 of them unless a test says otherwise. */
class RejectRateRuleTest {
    private static final String RATE = "reject-rate: {window: 1m, minimum-sample: 50, margin: 0.02, "
            + "significance: 0.0001, minimum-baseline: 200, half-life: 5000, adopt-after: 1h}";

    @Test
    void shouldRaiseNoAlarmBeforeABaselineIsKnown() {
        CameraTape tape = new CameraTape(CameraTape.only(RATE));

        tape.play("x".repeat(550)); // within the first window nothing has become baseline

        assertThat(tape.alerts()).isEmpty();
    }

    @Test
    void shouldRaiseNoAlarmAtASteadyRate() {
        for (double rate : new double[] {0, 0.01, 0.05, 0.3}) {
            CameraTape tape = new CameraTape(CameraTape.only(RATE));
            play(tape, rate, 20_000, new Random(7));
            assertThat(tape.alerts()).as("rate " + rate).isEmpty();
        }
    }

    @Test
    void shouldOpenWhenTheRateRisesAndCloseWhenItIsBack() {
        CameraTape tape = new CameraTape(CameraTape.only(RATE));
        Random random = new Random(11);

        play(tape, 0.01, 5000, random);
        play(tape, 0.10, 600, random);
        assertThat(tape.told()).first().isEqualTo("REJECT_RATE OPENED");
        assertThat(tape.alerts().get(0).message())
                .matches("\\d+\\.\\d % of the last \\d+ parts rejected; the baseline is [01]\\.\\d %");
        play(tape, 0.01, 3000, random);

        assertThat(tape.told().stream().filter(told -> told.endsWith("OPENED"))).hasSize(1);
        assertThat(tape.told()).last().isEqualTo("REJECT_RATE CLOSED");
    }

    @Test
    void shouldNotOpenOnFewerVerdictsThanTheMinimumSample() {
        CameraTape tape = new CameraTape(CameraTape.only(RATE)).play("p".repeat(2000));

        tape.silence(Duration.ofHours(1)).play("x".repeat(49));
        assertThat(tape.alerts()).isEmpty();
        tape.play("x");
        assertThat(tape.told()).containsExactly("REJECT_RATE OPENED");
    }

    @Test
    void shouldStayOpenForAWindowAtLeastSoThatItDoesNotFlap() {
        CameraTape tape = new CameraTape(CameraTape.only(RATE)).play("p".repeat(2000));

        tape.silence(Duration.ofHours(1)).play("x".repeat(50)).play("p".repeat(590));
        assertThat(tape.open(AlertCause.REJECT_RATE)).isPresent();
        tape.play("p".repeat(700));

        assertThat(tape.open(AlertCause.REJECT_RATE)).isEmpty();
    }

    @Test
    void shouldLeaveUnscoredOutOfTheRate() {
        CameraTape tape = new CameraTape(CameraTape.only(RATE)).play("p".repeat(2000));

        tape.silence(Duration.ofHours(1)).play("xuuuuuuuuu".repeat(49));
        assertThat(tape.alerts()).isEmpty();
        tape.play("x");

        assertThat(tape.told()).containsExactly("REJECT_RATE OPENED");
        assertThat(tape.alerts().get(0).rejects()).isEqualTo(50);
    }

    @Test
    void shouldNotLearnTheRateOfAnIncident() {
        CameraTape tape = new CameraTape(CameraTape.only(RATE));
        play(tape, 0.01, 5000, new Random(3));
        double before = baseline(tape);

        play(tape, 0.5, 20_000, new Random(3)); // half an hour

        assertThat(tape.open(AlertCause.REJECT_RATE)).isPresent();
        assertThat(baseline(tape)).isCloseTo(before, within(0.005));
    }

    @Test
    void shouldTakeALevelThatStaysForTheNewBaseline() {
        CameraTape tape = new CameraTape(CameraTape.only(RATE));
        play(tape, 0.01, 5000, new Random(5));

        play(tape, 0.2, 10 * 3600 + 700, new Random(5));

        Alert last = tape.alerts().get(tape.alerts().size() - 1);
        assertThat(tape.told()).last().isEqualTo("REJECT_RATE CLOSED");
        assertThat(Duration.between(last.openedAt(), last.closedAt().orElseThrow()))
                .isBetween(Duration.ofHours(1), Duration.ofMinutes(61));
        assertThat(baseline(tape)).isCloseTo(0.2, within(0.06));
        int told = tape.alerts().size();
        play(tape, 0.2, 20_000, new Random(6));
        assertThat(tape.alerts()).hasSize(told);
    }

    @Test
    void shouldForgetNothingOverAWeekend() {
        CameraTape tape = new CameraTape(CameraTape.only(RATE));
        play(tape, 0.05, 20_000, new Random(9));
        double before = baseline(tape);

        tape.silence(Duration.ofDays(3)).play("p");

        assertThat(baseline(tape)).isCloseTo(before, within(0.01));
        assertThat(tape.alerts()).isEmpty();
    }

    @Test
    void shouldBoundTheBinomialTail() {
        // P(X >= 9) for 50 parts at 3 %, summed term by term; the bound must not be below it
        double tail = 0;
        double term = Math.pow(0.97, 50);
        for (int k = 0; k <= 50; k++) {
            tail += k >= 9 ? term : 0;
            term *= (50.0 - k) / (k + 1) * 0.03 / 0.97;
        }

        double bound = Math.exp(-50 * RejectRateRule.divergence(9 / 50.0, 0.03));

        assertThat(bound).isBetween(tail, 20 * tail);
        assertThat(RejectRateRule.divergence(1, 0.25)).isCloseTo(Math.log(4), within(1e-12));
        assertThat(RejectRateRule.divergence(0.25, 0.25)).isZero();
    }

    private static double baseline(CameraTape tape) {
        return tape.state().orElseThrow().memory().rejectRate().baseline();
    }

    private static void play(CameraTape tape, double rate, int verdicts, Random random) {
        for (int i = 0; i < verdicts; i++) {
            tape.say(random.nextDouble() < rate ? Decision.REJECT : Decision.PASS);
        }
    }
}
