// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.trainer.gate.SimulatedPairs.Outcome;
import dev.invigil.trainer.gate.SimulatedPairs.Quality;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the gate promises, in 200 pairs of models each, with fixed seeds. The true error is below 5 %, and the limit of the tests is 5 % of the pairs,
 * without an allowance for chance.
 */
class GateSimulationTest {
    private static final double ERROR_RATE = 0.05;
    private static final double MARGIN = 0.05;
    private static final double FALSE_REJECT_MARGIN = 0.1;
    /** A margin and a number with which a criterion stops nothing. */
    private static final double UNLIMITED = 0.4;

    private static final int ANY_NUMBER = 1000;
    private static final int MOST = (int) (SimulatedPairs.PAIRS * ERROR_RATE);

    private static GateRules rules(double auroc, double ap, double falseRejects, int newlyMissed) {
        return new GateRules(
                ERROR_RATE, auroc, ap, falseRejects, newlyMissed, 10, 10, 500, 1, NewProductRules.DEFAULTS);
    }

    private static GateRules allRules() {
        return rules(MARGIN, MARGIN, FALSE_REJECT_MARGIN, 0);
    }

    /** Among them: few parts, models that miss a third of the defects, and models that have nothing in common but their quality. */
    @ParameterizedTest
    @CsvSource({"10,10,0.99,0.5", "30,30,0.9,0", "60,20,0.8,0.8"})
    void shouldRejectFewEquallyGoodModels(int good, int defective, double auroc, double shared) {
        Quality equal = Quality.ofAuroc(auroc);

        assertThat(new SimulatedPairs(good, defective, shared, equal, equal).outcomes(1, allRules()))
                .hasEntrySatisfying(
                        Outcome.REJECTED, rejected -> assertThat(rejected).isLessThanOrEqualTo(MOST));
    }

    /** Each criterion on its own: with all of them together hardly any worse model is promoted, and that would prove little. */
    @Test
    void shouldPromoteFewModelsThatAreTwiceTheMarginWorse() {
        int good = 30;
        int defective = 30;
        double auroc = 0.99;
        double shared = 0.5;
        Quality equal = Quality.ofAuroc(auroc);
        double ap = Normal.apOfDistance(equal.distance(), good, defective);
        Quality overlapping = Quality.ofAuroc(auroc - 2 * MARGIN);
        Quality blind = equal.losing(2 * MARGIN);
        Quality lowAp = new Quality(Normal.distanceOfAp(ap - 2 * MARGIN, good, defective), 0, equal.threshold());
        Quality strict = equal.rejecting(0.05 + 2 * FALSE_REJECT_MARGIN);

        GateRules aurocOnly = rules(MARGIN, UNLIMITED, UNLIMITED, ANY_NUMBER);
        assertPromotesFew(new SimulatedPairs(good, defective, shared, equal, overlapping), aurocOnly);
        assertPromotesFew(new SimulatedPairs(good, defective, shared, equal, blind), aurocOnly);
        assertPromotesFew(
                new SimulatedPairs(good, defective, shared, equal, lowAp),
                rules(UNLIMITED, MARGIN, UNLIMITED, ANY_NUMBER));
        assertPromotesFew(
                new SimulatedPairs(good, defective, shared, equal, strict),
                rules(UNLIMITED, UNLIMITED, FALSE_REJECT_MARGIN, ANY_NUMBER));
        assertPromotesFew(new SimulatedPairs(good, defective, shared, equal, overlapping), allRules());
    }

    private static void assertPromotesFew(SimulatedPairs pairs, GateRules rules) {
        assertThat(pairs.outcomes(1, rules))
                .as("%s", pairs)
                .hasEntrySatisfying(
                        Outcome.PROMOTED, promoted -> assertThat(promoted).isLessThanOrEqualTo(MOST));
    }

    /** A gate that promoted nothing would keep the promises above. */
    @Test
    void shouldPromoteMostGoodModelsWithEnoughParts() {
        Quality good = Quality.ofAuroc(0.9999);

        assertThat(new SimulatedPairs(60, 60, 0.95, good, good).outcomes(1, allRules()))
                .hasEntrySatisfying(
                        Outcome.PROMOTED, promoted -> assertThat(promoted).isGreaterThan(SimulatedPairs.PAIRS / 2));
    }

    /** A gate that rejected nothing would keep them, too. */
    @Test
    void shouldRejectMostModelsThatAreMuchWorse() {
        Quality good = Quality.ofAuroc(0.99);
        Quality blind = good.losing(0.2);

        assertThat(new SimulatedPairs(30, 30, 0.9, good, blind).outcomes(1, allRules()))
                .hasEntrySatisfying(
                        Outcome.REJECTED, rejected -> assertThat(rejected).isGreaterThan(SimulatedPairs.PAIRS / 2));
    }
}
