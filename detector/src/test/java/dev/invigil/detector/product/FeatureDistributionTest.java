// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureDistributionTest {
    @Test
    void shouldMeasureDistancesOfAKnownNormalDistribution() {
        Random random = new Random(1);
        List<float[]> parts = new ArrayList<>();
        for (int i = 0; i < 4000; i++) {
            float[] part = new float[8];
            for (int j = 0; j < part.length; j++) {
                part[j] = (float) (3 + 0.5 * random.nextGaussian());
            }
            parts.add(part);
        }
        FeatureDistribution spread = FeatureDistribution.of(parts.subList(0, 1000));

        double meanSquare = parts.subList(1000, 4000).stream()
                .mapToDouble(part -> Math.pow(spread.distance(part), 2))
                .average()
                .orElseThrow();

        // of eight features, so divided by eight: 1, less what little the 1,000 parts leave uncertain
        assertThat(meanSquare).isCloseTo(1, within(0.03));
        assertThat(spread.distance(spread.mean())).isZero();
    }

    @ParameterizedTest
    @CsvSource({"12, 40", "30, 7", "6, 6"})
    void shouldAgreeWithTheCovarianceWrittenOut(int n, int p) {
        Random random = new Random(n);
        List<float[]> parts = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            float common = (float) random.nextGaussian();
            float[] part = new float[p];
            for (int j = 0; j < p; j++) {
                part[j] = (float) (j + common * (1 + j % 3) + 0.3 * random.nextGaussian());
            }
            parts.add(part);
        }
        FeatureDistribution spread = FeatureDistribution.of(parts);
        Dense dense = Dense.of(parts, spread);

        for (int trial = 0; trial < 20; trial++) {
            float[] picture = new float[p];
            for (int j = 0; j < p; j++) {
                picture[j] = (float) (j + 4 * random.nextGaussian());
            }
            assertThat(spread.distance(picture)).isCloseTo(dense.distance(picture), within(1e-3));
        }
        assertThat(spread.logDeterminant()).isCloseTo(dense.logDeterminant(), within(1e-6 * n * p));
    }

    @Test
    void shouldFindAPartFarWhereGoodPartsHardlyVary() {
        Random random = new Random(3);
        List<float[]> parts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            float along = (float) (10 * random.nextGaussian());
            parts.add(new float[] {100 + along, 100 + along + (float) (0.1 * random.nextGaussian())});
        }
        FeatureDistribution spread = FeatureDistribution.of(parts);

        assertThat(spread.distance(new float[] {115, 115})).isLessThan(2);
        assertThat(spread.distance(new float[] {107, 93})).isGreaterThan(2 * spread.distance(new float[] {115, 115}));
    }

    @Test
    void shouldSurviveFeaturesThatNeverVary() {
        Random random = new Random(4);
        List<float[]> parts = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            parts.add(new float[] {0, 7, 1 + (float) random.nextGaussian(), (float) random.nextGaussian()});
        }
        FeatureDistribution spread = FeatureDistribution.of(parts);

        assertThat(spread.distance(new float[] {0, 7, 1, 0})).isLessThan(1);
        assertThat(spread.distance(new float[] {0, 70, 1, 0})).isFinite().isGreaterThan(20);
    }

    @Test
    void shouldSurvivePartsThatAreAllTheSame() {
        FeatureDistribution same = FeatureDistribution.of(Collections.nCopies(10, new float[] {1, 2, 3}));
        FeatureDistribution nothing = FeatureDistribution.of(Collections.nCopies(10, new float[3]));

        assertThat(same.distance(new float[] {1, 2, 3})).isZero();
        assertThat(same.distance(new float[] {2, 2, 3})).isFinite().isGreaterThan(10);
        assertThat(nothing.distance(new float[3])).isZero();
    }

    @Test
    void shouldRefuseNumbersThatAreNone() {
        FeatureDistribution sound = FeatureDistribution.of(List.of(new float[] {1, 2}, new float[] {2, 1}));

        assertThatThrownBy(() -> FeatureDistribution.of(List.of(new float[] {1}, new float[] {Float.NaN})))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FeatureDistribution(sound.mean(), new float[2], sound.directions(), 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sound.distance(new float[3])).isInstanceOf(IllegalArgumentException.class);
    }

    /** The same distribution by way of the whole covariance matrix and Gaussian elimination. */
    private record Dense(FeatureDistribution spread, double[][] covariance) {
        static Dense of(List<float[]> parts, FeatureDistribution spread) {
            int n = parts.size();
            int p = spread.features();
            double[][] sample = new double[p][p];
            for (float[] part : parts) {
                for (int j = 0; j < p; j++) {
                    for (int k = 0; k < p; k++) {
                        sample[j][k] += scaled(spread, part, j) * scaled(spread, part, k) / n;
                    }
                }
            }
            double trace = 0;
            for (int j = 0; j < p; j++) {
                trace += sample[j][j];
            }
            double rho = spread.noise() / (trace / p);
            for (int j = 0; j < p; j++) {
                for (int k = 0; k < p; k++) {
                    sample[j][k] = (1 - rho) * sample[j][k] + (j == k ? spread.noise() : 0);
                }
            }
            return new Dense(spread, sample);
        }

        private static double scaled(FeatureDistribution spread, float[] part, int j) {
            return ((double) part[j] - spread.mean()[j]) / spread.deviation()[j];
        }

        double distance(float[] picture) {
            int p = spread.features();
            double[] right = new double[p];
            for (int j = 0; j < p; j++) {
                right[j] = scaled(spread, picture, j);
            }
            double[] left = right.clone();
            eliminate(right);
            double square = 0;
            for (int j = 0; j < p; j++) {
                square += left[j] * right[j];
            }
            return Math.sqrt(square / p);
        }

        double logDeterminant() {
            double sum = eliminate(new double[spread.features()]);
            for (float deviation : spread.deviation()) {
                sum += 2 * Math.log(deviation);
            }
            return sum;
        }

        /** Solves in place; returns the logarithm of the determinant. */
        private double eliminate(double[] right) {
            int p = right.length;
            double[][] rows = new double[p][];
            for (int j = 0; j < p; j++) {
                rows[j] = covariance[j].clone();
            }
            double logDeterminant = 0;
            for (int j = 0; j < p; j++) {
                logDeterminant += Math.log(rows[j][j]);
                for (int k = j + 1; k < p; k++) {
                    double factor = rows[k][j] / rows[j][j];
                    for (int l = j; l < p; l++) {
                        rows[k][l] -= factor * rows[j][l];
                    }
                    right[k] -= factor * right[j];
                }
            }
            for (int j = p - 1; j >= 0; j--) {
                for (int k = j + 1; k < p; k++) {
                    right[j] -= rows[j][k] * right[k];
                }
                right[j] /= rows[j][j];
            }
            return logDeterminant;
        }
    }
}
