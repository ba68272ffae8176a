// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds for thresholds of any good parts: seeded draws against the distributions that the theory names. */
class CalibrationPropertiesTest {
    private static final int DRAWS = 1_000;
    private static final int NEW_PARTS = 200;
    private static final double SIGMAS = 4;

    /** Each draw calibrates again and then meets new parts; how many of them are rejected is beta-binomial. */
    @ParameterizedTest
    @CsvSource({"99, 0.01", "150, 0.01", "500, 0.01", "999, 0.005", "19, 0.05", "60, 0.05", "135, 0.05", "40, 0.2"})
    void shouldRejectAsManyGoodPartsAsPromised(int n, double rate) {
        for (ToDoubleFunction<Random> part : List.<ToDoubleFunction<Random>>of(
                random -> Math.exp(random.nextGaussian()), Random::nextDouble, random -> -1 / random.nextDouble())) {
            Random random = new Random(n);
            long rejected = 0;
            for (int draw = 0; draw < DRAWS; draw++) {
                ClassThreshold threshold = calibrate(n, rate, part, random);
                for (int i = 0; i < NEW_PARTS; i++) {
                    if (threshold.decide(part.applyAsDouble(random), 0) == Decision.REJECT) {
                        rejected++;
                    }
                }
            }
            double k = Math.floor(Math.round((n + 1) * rate * 1e9) / 1e9);
            double rest = n + 1 - k;
            double mean = k / (n + 1);
            double variance = NEW_PARTS * k * rest * (n + 1 + NEW_PARTS) / ((n + 1.0) * (n + 1) * (n + 2));
            assertThat(mean).isLessThanOrEqualTo(rate);
            assertThat((double) rejected)
                    .isCloseTo(DRAWS * NEW_PARTS * mean, within(SIGMAS * Math.sqrt(DRAWS * variance)));
        }
    }

    /** The true rate of uniform scores is known: one minus the threshold. In one of twenty calibrations it is above the bound. */
    @ParameterizedTest
    @CsvSource({"99, 0.01", "150, 0.01", "500, 0.01", "60, 0.05", "40, 0.2", "15, 0.01", "5, 0.01"})
    void shouldStayBelowTheBoundOfTheRealisedRateInNineteenOfTwentyCalibrations(int n, double rate) {
        Random random = new Random(n);
        int above = 0;
        double guaranteed = 0;
        double mean = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            double[] scores = random.doubles(n).toArray();
            ClassThreshold threshold =
                    SplitConformal.threshold(scores, new FalseRejectRates(rate, Math.max(rate, 0.5)));
            boolean provisional = threshold.basis() instanceof Basis.Provisional;
            // the margin of a provisional threshold comes on top of what the highest score alone bounds
            double at = provisional ? Arrays.stream(scores).max().orElseThrow() : threshold.reject();
            assertThat(threshold.reject()).isGreaterThanOrEqualTo(at);
            above += 1 - at > threshold.realisedRateBound() ? 1 : 0;
            guaranteed = threshold.guaranteedRate();
            mean += (1 - at) / DRAWS;
        }
        assertThat((double) above).isCloseTo(0.05 * DRAWS, within(SIGMAS * Math.sqrt(DRAWS * 0.05 * 0.95)));
        assertThat(mean).isCloseTo(guaranteed, within(SIGMAS * Math.sqrt(guaranteed / n / DRAWS)));
    }

    @Test
    void shouldBoundTheHighestOfNScoresInClosedForm() {
        for (int n : new int[] {5, 15, 99, 150, 5000}) {
            ClassThreshold threshold = calibrate(n, 1.0 / (n + 1), Random::nextDouble, new Random(n));
            assertThat(threshold.realisedRateBound()).isCloseTo(1 - Math.pow(0.05, 1.0 / n), within(1e-12));
            assertThat(threshold.guaranteedRate()).isEqualTo(1.0 / (n + 1));
        }
    }

    @Test
    void shouldRejectNoMoreThanPromisedWhenScoresAreTied() {
        Random random = new Random(8);
        long rejected = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            ToDoubleFunction<Random> tied = source -> source.nextInt(6);
            ClassThreshold threshold = calibrate(60, 0.1, tied, random);
            for (int i = 0; i < NEW_PARTS; i++) {
                rejected += threshold.decide(tied.applyAsDouble(random), 0) == Decision.REJECT ? 1 : 0;
            }
        }
        assertThat((double) rejected / DRAWS / NEW_PARTS).isLessThan(0.1);
    }

    /** So few of the good parts that calibrated lie above: the threshold is never below the k-th largest of them. */
    @Test
    void shouldNeverBeBelowTheScoreThatTheRateAllowsFor() {
        Random random = new Random(3);
        for (int draw = 0; draw < DRAWS; draw++) {
            int n = SplitConformal.LEAST_PARTS + random.nextInt(300);
            double rate = 0.001 + 0.5 * random.nextDouble();
            // halves of the draws have ties
            int distinct = draw % 2 == 0 ? 4 : Integer.MAX_VALUE;
            double[] scores =
                    random.ints(n, 0, distinct).mapToDouble(score -> score).toArray();
            ClassThreshold threshold = SplitConformal.threshold(scores, new FalseRejectRates(rate, rate));

            long above = Arrays.stream(scores)
                    .filter(score -> score > threshold.reject())
                    .count();
            assertThat(above).isLessThan(Math.max(1, (long) Math.floor(rate * (n + 1))));
            if (threshold.basis() instanceof Basis.Calibrated) {
                assertThat(scores).contains(threshold.reject());
                assertThat(threshold.guaranteedRate()).isLessThanOrEqualTo(rate);
            } else {
                assertThat(threshold.guaranteedRate()).isEqualTo(1.0 / (n + 1)).isGreaterThan(rate);
            }
        }
    }

    @Test
    void shouldNeverLowerAThresholdWhenAPartScoresHigher() {
        Random random = new Random(4);
        for (int draw = 0; draw < DRAWS; draw++) {
            double[] scores = random.doubles(99 + random.nextInt(200)).toArray();
            double before =
                    SplitConformal.threshold(scores, FalseRejectRates.DEFAULT).reject();
            scores[random.nextInt(scores.length)] += random.nextDouble();
            assertThat(SplitConformal.threshold(scores, FalseRejectRates.DEFAULT)
                            .reject())
                    .isGreaterThanOrEqualTo(before);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.01, 99", "0.005, 199", "0.05, 19", "0.001, 999", "0.1, 9", "0.3, 3", "0.5, 1", "0.07, 14"})
    void shouldPromiseFromTheSmallestNumberOfPartsThatCan(double rate, int needed) {
        FalseRejectRates asked = new FalseRejectRates(rate, rate);
        assertThat(SplitConformal.partsNeeded(rate)).isEqualTo(needed);
        for (int n = 0; n < 2 * needed + 10; n++) {
            double[] scores = new Random(n).doubles(n).toArray();
            if (n >= needed) {
                assertThat(SplitConformal.refusal(n, asked)).isEmpty();
                assertThat(SplitConformal.threshold(scores, asked).basis()).isEqualTo(new Basis.Calibrated());
            } else if (n >= SplitConformal.LEAST_PARTS) {
                assertThat(SplitConformal.refusal(n, asked)).isEmpty();
                assertThat(SplitConformal.threshold(scores, asked).basis()).isInstanceOf(Basis.Provisional.class);
            } else {
                String reason = SplitConformal.refusal(n, asked).orElseThrow();
                assertThat(reason).startsWith(n + " held-out good part").contains("needs " + needed);
                assertThatThrownBy(() -> SplitConformal.threshold(scores, asked))
                        .hasMessage(reason);
            }
        }
    }

    @Test
    void shouldSortOutPartsThatWereTrainedOnOrComeTwice() {
        Map<String, String> digests = new LinkedHashMap<>();
        digests.put("a", "1");
        digests.put("b", "2");
        digests.put("copy of a", "1");
        digests.put("c", "3");
        digests.put("copy of b", "2");

        FreshParts<String> sorted =
                FreshParts.of(digests, part -> digests.get(part).equals("2"));

        assertThat(sorted.calibration().list()).containsExactly("a", "c");
        assertThat(sorted.trained()).containsExactly("b", "copy of b");
        assertThat(sorted.repeated()).containsExactly("copy of a");
    }

    private static ClassThreshold calibrate(int n, double rate, ToDoubleFunction<Random> part, Random random) {
        double[] scores = new double[n];
        Arrays.setAll(scores, i -> part.applyAsDouble(random));
        return SplitConformal.threshold(scores, new FalseRejectRates(rate, rate));
    }
}
