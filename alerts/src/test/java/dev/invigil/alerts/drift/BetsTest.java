// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BetsTest {

    @Test
    void shouldPayOneOnAverageForUniformPValues() {
        double[] sums = new double[RankBets.COUNT];
        // the substitution p = t^6 / (t^6 + (1-t)^6) flattens both ends, where bets pay without limit
        int steps = 200_000;
        for (int i = 0; i < steps; i++) {
            double t = (i + 0.5) / steps;
            double high = Math.pow(t, 6);
            double low = Math.pow(1 - t, 6);
            double p = high / (high + low);
            double weight = 6 * Math.pow(t, 5) * Math.pow(1 - t, 5) / ((high + low) * (high + low)) / steps;
            double[] pay = RankBets.pay(p);
            for (int bet = 0; bet < sums.length; bet++) {
                sums[bet] += Math.exp(pay[bet]) * weight;
            }
        }
        for (double sum : sums) {
            assertThat(sum).isCloseTo(1, within(1e-3));
        }
    }

    @Test
    void shouldPayForTheEndThatItIsMadeFor() {
        double[] small = RankBets.pay(0.01);
        double[] large = RankBets.pay(0.99);
        for (int bet = 0; bet < RankBets.COUNT; bet++) {
            boolean isForSmall = bet >= RankBets.COUNT / 2;
            assertThat(small[bet] > 0).isEqualTo(isForSmall);
            assertThat(large[bet] > 0).isEqualTo(!isForSmall);
        }
        assertThat(RankBets.pay(0)).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        assertThat(RankBets.pay(1)).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    }

    @Test
    void shouldPayAtMostOneOnAverageWhileTheRateIsWithinTheLimit() {
        for (double limit : new double[] {0.01, 0.3, 0.9}) {
            double[] high = HighScoreBets.pay(true, limit);
            double[] other = HighScoreBets.pay(false, limit);
            for (int bet = 0; bet < HighScoreBets.COUNT; bet++) {
                for (double rate : new double[] {0, limit / 2, limit}) {
                    assertThat(rate * Math.exp(high[bet]) + (1 - rate) * Math.exp(other[bet]))
                            .isLessThanOrEqualTo(1 + 1e-12);
                }
                assertThat(high[bet]).isPositive();
            }
        }
    }

    /** (1 - x)^n = risk where none is rejected, and Clopper and Pearson's exact limit from below otherwise. */
    @ParameterizedTest
    @CsvSource({"100, 0, 0.0001, 0.08799", "20, 0, 0.0001, 0.36904", "100, 1, 0.05, 0.04656", "100, 10, 0.05, 0.16372"})
    void shouldLimitTheShareOfHighScoresByTheConfidenceThatTheCalibrationGives(
            int parts, int rejected, double risk, double exact) {
        double limit = HighScoreBets.limit(parts, rejected, 0, risk);

        assertThat(limit).isGreaterThanOrEqualTo(exact - 1e-5).isLessThan(exact + 0.05);
        assertThat(HighScoreBets.limit(parts, rejected, 0.2, risk)).isCloseTo(0.2 + 0.8 * limit, within(1e-12));
    }

    @Test
    void shouldHoldOneUnitAtTheStartAndLoseOnlyWhatIsAtStake() {
        Pots pots = Pots.start(2);
        double[] loss = {Math.log(1e-9), Math.log(1e-9)};
        assertThat(Math.exp(pots.logWealth(100))).isCloseTo(1, within(1e-5));
        for (int step = 1; step <= 60; step++) {
            pots = pots.after(loss, 100);
        }
        // the portions of the 40 steps to come are still there
        assertThat(Math.exp(pots.logWealth(100))).isCloseTo(0.2, within(1e-3));
        for (int step = 61; step <= 100; step++) {
            pots = pots.after(new double[] {0, 0}, 100);
        }
        assertThat(Math.exp(pots.logWealth(100))).isCloseTo(0.2, within(1e-3));
        assertThat(Double.isFinite(pots.logWealth(100))).isTrue();
    }
}
