// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedRatesTest {

    /** Without a difference, the most likely way to see none is that nothing is lost: (1 - margin)^parts. */
    @ParameterizedTest
    @CsvSource({"29,0.1", "59,0.05", "149,0.02"})
    void shouldNeedAsManyPartsAsTheRuleOfThreeSays(int parts, double margin) {
        assertThat(new PairedRates(parts, 0, 0).below(margin)).isLessThanOrEqualTo(0.05);
        assertThat(new PairedRates(parts - 1, 0, 0).below(margin)).isGreaterThan(0.05);
    }

    /** All outcomes of 12 parts, by the multinomial distribution: the test must hold its level for every rate, also between its grid. */
    @ParameterizedTest
    @CsvSource({"0.0", "0.1", "0.25"})
    void shouldExceedItsLevelForNoRate(double margin) {
        int parts = 12;
        double level = 0.05;
        double[][] below = new double[parts + 1][parts + 1];
        double[][] above = new double[parts + 1][parts + 1];
        for (int gained = 0; gained <= parts; gained++) {
            for (int lost = 0; gained + lost <= parts; lost++) {
                below[gained][lost] = new PairedRates(parts, gained, lost).below(margin);
                above[gained][lost] = new PairedRates(parts, gained, lost).above(margin);
            }
        }
        Binomials binomials = new Binomials(parts);
        for (double lostRate = 0.003; lostRate < (1 - margin) / 2; lostRate += 0.007) {
            double errorBelow = 0;
            double errorAbove = 0;
            for (int lost = 0; lost <= parts; lost++) {
                for (int gained = 0; gained + lost <= parts; gained++) {
                    double probability = binomials.exactly(lost, parts, lostRate)
                            * binomials.exactly(gained, parts - lost, (lostRate + margin) / (1 - lostRate));
                    errorBelow += below[gained][lost] <= level ? probability : 0;
                    errorAbove += above[gained][lost] <= level ? probability : 0;
                }
            }
            assertThat(errorBelow).isLessThanOrEqualTo(level + 1e-3);
            assertThat(errorAbove).isLessThanOrEqualTo(level + 1e-3);
        }
    }

    @Test
    void shouldBeSymmetric() {
        assertThat(new PairedRates(40, 3, 7).below(-0.02)).isEqualTo(new PairedRates(40, 7, 3).above(0.02));
        assertThat(new PairedRates(40, 3, 7).above(0)).isCloseTo(new PairedRates(40, 7, 3).below(0), within(1e-9));
    }

    @Test
    void shouldHaveAnIntervalThatMatchesItsTests() {
        PairedRates rates = new PairedRates(50, 6, 2);
        var interval = rates.interval(0.05);
        assertThat(interval.low()).isLessThan(rates.difference());
        assertThat(rates.below(interval.high())).isCloseTo(0.05, within(1e-2));
        assertThat(rates.above(interval.low())).isCloseTo(0.05, within(1e-2));
    }

    @Test
    void shouldContainTheTrueDifference() {
        SplittableRandom random = new SplittableRandom(4);
        int contained = 0;
        for (int run = 0; run < 300; run++) {
            int gained = 0;
            int lost = 0;
            for (int part = 0; part < 60; part++) {
                double drawn = random.nextDouble();
                gained += drawn < 0.08 ? 1 : 0;
                lost += drawn > 0.97 ? 1 : 0;
            }
            var interval = new PairedRates(60, gained, lost).interval(0.05);
            contained += interval.low() <= 0.05 && interval.high() >= 0.05 ? 1 : 0;
        }
        // 90 % and more; three standard deviations of 300 runs are 5 %
        assertThat(contained).isGreaterThanOrEqualTo(255);
    }
}
