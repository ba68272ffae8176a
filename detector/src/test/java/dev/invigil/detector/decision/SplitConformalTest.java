// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitConformalTest {
    /** 1, 2, …, n, shuffled: the k-th smallest is k. */
    private static double[] ranks(int n) {
        double[] ranks = new double[n];
        Random random = new Random(n);
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            ranks[i] = ranks[j];
            ranks[j] = i + 1;
        }
        return ranks;
    }

    @ParameterizedTest
    @CsvSource({
        "99, 0.01, 99", "100, 0.01, 100", "198, 0.01, 198", "199, 0.01, 198", "999, 0.01, 990", "999, 0.001, 999",
        "19, 0.05, 19", "39, 0.05, 38", "9, 0.1, 9", "29, 0.1, 27", "69, 0.3, 49", "1, 0.5, 1"
    })
    void shouldTakeTheOrderStatisticOfTheDefinition(int n, double rate, int rank) {
        ClassThreshold threshold = SplitConformal.threshold(ranks(n), new FalseRejectRates(rate, rate));
        assertThat(threshold.reject()).isEqualTo(rank);
        assertThat(threshold.review()).isEqualTo(rank);
        assertThat(threshold.basis()).isEqualTo(new Basis.Calibrated());
        assertThat(threshold.parts()).isEqualTo(n);
    }

    @Test
    void shouldSayProvisionalWhenThePartsCannotPromiseTheRate() {
        ClassThreshold threshold = SplitConformal.threshold(ranks(98), FalseRejectRates.DEFAULT);
        assertThat(threshold.basis())
                .isEqualTo(new Basis.Provisional("98 good parts can guarantee a false-reject rate of 1.01 % at best;"
                        + " the requested 1.00 % needs 99 parts; the threshold is the highest score plus a margin"));
        assertThat(threshold.reject()).isEqualTo(98 + (98 - 49.5));
        assertThat(threshold.review()).as("5 % of 99 is still a promise").isEqualTo(95);
        assertThat(threshold.smallestGuaranteedRate()).isEqualTo(1.0 / 99);
    }

    @Test
    void shouldKeepAMarginAboveEqualScores() {
        ClassThreshold threshold =
                SplitConformal.threshold(new double[] {0.5, 0.5, 0.5, 0.5, 0.5}, FalseRejectRates.DEFAULT);
        assertThat(threshold.reject()).isCloseTo(0.55, within(1e-12));
        assertThat(threshold.review()).isEqualTo(0.5);
    }

    @Test
    void shouldNeverLowerAThresholdForALowerRate() {
        Random random = new Random(5);
        for (int round = 0; round < 300; round++) {
            double[] scores = random.doubles(5 + random.nextInt(150), -1, 2).toArray();
            double previous = Double.POSITIVE_INFINITY;
            for (double rate : new double[] {0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 0.9}) {
                double reject = SplitConformal.threshold(scores, new FalseRejectRates(rate, 0.95))
                        .reject();
                assertThat(reject).isLessThanOrEqualTo(previous);
                previous = reject;
            }
        }
    }

    /** Each draw calibrates again and meets one new good part: a coin that falls on "rejected" with the promised chance. */
    @ParameterizedTest
    @CsvSource({"99, 0.01", "150, 0.01", "500, 0.01", "19, 0.05", "60, 0.05", "40, 0.2"})
    void shouldKeepThePromiseWithinTheBinomialBand(int n, double rate) {
        Random random = new Random(n);
        int draws = 20_000;
        int rejected = 0;
        for (int draw = 0; draw < draws; draw++) {
            double[] scores = new double[n];
            Arrays.setAll(scores, i -> Math.exp(random.nextGaussian()));
            ClassThreshold threshold = SplitConformal.threshold(scores, new FalseRejectRates(rate, rate));
            if (threshold.decide(Math.exp(random.nextGaussian()), 0) == Decision.REJECT) {
                rejected++;
            }
        }
        double exact = Math.floor(Math.round((n + 1) * rate * 1e9) / 1e9) / (n + 1);
        double band = 4 * Math.sqrt(draws * exact * (1 - exact));
        assertThat(exact).isLessThanOrEqualTo(rate);
        assertThat((double) rejected).isCloseTo(draws * exact, within(band));
    }

    @Test
    void shouldCountTiesForTheGoodPart() {
        double[] equal = new double[200];
        Arrays.fill(equal, 0.3);
        ClassThreshold threshold = SplitConformal.threshold(equal, FalseRejectRates.DEFAULT);
        assertThat(threshold.decide(0.3, 0)).isEqualTo(Decision.PASS);
    }

    @Test
    void shouldRefuseScoresThatAreNoNumbersAndRatesThatMakeNoSense() {
        assertThatThrownBy(
                        () -> SplitConformal.threshold(new double[] {1, 2, 3, 4, Double.NaN}, FalseRejectRates.DEFAULT))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> SplitConformal.threshold(new double[0], FalseRejectRates.DEFAULT))
                .hasMessageContaining("held-out good part");
        assertThatThrownBy(() -> new FalseRejectRates(0.05, 0.01)).hasMessageContaining("0.05");
        assertThatThrownBy(() -> new FalseRejectRates(Double.NaN, 0.5)).hasMessageContaining("NaN");
    }

    @Test
    void shouldDecideByBothThresholds() {
        ClassThreshold threshold = new ClassThreshold(2, 1, FalseRejectRates.DEFAULT, 500, new Basis.Calibrated());
        assertThat(threshold.decide(1, 0)).isEqualTo(Decision.PASS);
        assertThat(threshold.decide(Math.nextUp(1.0), 0)).isEqualTo(Decision.REVIEW);
        assertThat(threshold.decide(2, 0)).isEqualTo(Decision.REVIEW);
        assertThat(threshold.decide(Math.nextUp(2.0), 0)).isEqualTo(Decision.REJECT);
        assertThatThrownBy(() -> threshold.decide(Double.NaN, 0)).hasMessageContaining("NaN");
    }

    /** Scores so dense that many are within the tolerance of the threshold. */
    @Test
    void shouldDecideOnNoCalibrationPartOtherwiseWhenScoresMoveWithinTheTolerance() {
        double tolerance = 1e-3;
        Random random = new Random(9);
        for (int round = 0; round < 200; round++) {
            double[] scores = random.doubles(120).toArray();
            FalseRejectRates asked = new FalseRejectRates(0.05, 0.2);
            ClassThreshold plain = SplitConformal.threshold(scores, asked);
            ClassThreshold threshold = SplitConformal.threshold(scores, asked, tolerance);
            assertThat(threshold.reject()).as("on the side of the promise").isGreaterThanOrEqualTo(plain.reject());
            assertThat(threshold.review()).isBetween(plain.review(), threshold.reject());
            for (double score : scores) {
                Decision decision = threshold.decide(score, tolerance);
                for (int draw = 0; draw < 5; draw++) {
                    double moved = score + 0.999 * tolerance * (2 * random.nextDouble() - 1);
                    assertThat(threshold.decide(moved, tolerance)).isEqualTo(decision);
                }
            }
        }
    }
}
