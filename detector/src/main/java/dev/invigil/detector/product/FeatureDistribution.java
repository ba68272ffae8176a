// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.product;

import java.util.List;

/**
 * Where the pooled features of a class of parts lie: a normal distribution with mean &mu; and covariance &Sigma;.
 *
 * <p>A class has fewer good parts n than features p, so its sample covariance S, of features divided by their deviations, is shrunk
 * towards a multiple of the identity as Ledoit and Wolf do ("A well-conditioned estimator for large-dimensional covariance
 * matrices", 2004): &Sigma; = c I + (1 - &rho;) S with c = &rho; tr(S) / p. By Woodbury's identity its inverse is (I - F<sup>T</sup>F) / c with
 * an n,p matrix F: nothing of size p,p is ever made.
 *
 * @param mean of each feature
 * @param deviation of each feature, kept away from 0: one that hardly varies among the good parts is not trusted to that extent
 * @param directions F, row by row; its length is a multiple of p, 0 where &rho; is 1
 * @param noise c, above 0
 * @param logDeterminant of the covariance of the features as they are, in nats
 */
record FeatureDistribution(float[] mean, float[] deviation, float[] directions, double noise, double logDeterminant) {
    /** Of the mean variance, and of the mean feature itself: added to each variance, each deviation. */
    private static final double VARIANCE_FLOOR = 0.05;

    private static final double DEVIATION_FLOOR = 0.05;
    private static final double LEAST_SHRINKAGE = 1e-3;
    private static final double LEAST_NOISE = 1e-6;

    FeatureDistribution {
        boolean fits = mean.length > 0
                && deviation.length == mean.length
                && directions.length % mean.length == 0
                && isFinite(mean)
                && isFinite(deviation)
                && isFinite(directions);
        for (float value : deviation) {
            fits &= value > 0;
        }
        if (!fits || !(noise > 0) || !Double.isFinite(noise) || !Double.isFinite(logDeterminant)) {
            throw new IllegalArgumentException(
                    "mean, deviation, directions, noise and determinant of %d, %d, %d, %s, %s: not a valid feature distribution"
                            .formatted(mean.length, deviation.length, directions.length, noise, logDeterminant));
        }
    }

    /**
     * The spread of these parts.
     *
     * @param parts pooled features, at least two of one length
     */
    static FeatureDistribution of(List<float[]> parts) {
        int n = parts.size();
        int p = parts.get(0).length;
        double[] mean = new double[p];
        double[] deviation = new double[p];
        moments(parts, mean, deviation);
        double[][] scaled = new double[n][p];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < p; j++) {
                scaled[i][j] = (parts.get(i)[j] - mean[j]) / deviation[j];
            }
        }
        double[][] gram = gram(scaled);
        double trace = 0;
        double squares = 0;
        double fourth = 0;
        for (int i = 0; i < n; i++) {
            trace += gram[i][i];
            fourth += gram[i][i] * gram[i][i];
            for (int j = 0; j < n; j++) {
                squares += gram[i][j] * gram[i][j];
            }
        }
        // Ledoit and Wolf's m, d^2 and b^2, from the products of the parts alone
        double level = trace / n / p;
        double dispersion = squares / n / n / p - level * level;
        double error = fourth / n / n / p - squares / n / n / p / n;
        double shrinkage = dispersion > 0 ? Math.min(1, Math.max(LEAST_SHRINKAGE, error / dispersion)) : 1;
        double noise = Math.max(LEAST_NOISE, shrinkage * level);
        double logDeterminant = p * Math.log(noise);
        for (double value : deviation) {
            logDeterminant += 2 * Math.log(value);
        }
        double[][] directions = new double[0][];
        if (shrinkage < 1) {
            double ratio = noise * n / (1 - shrinkage);
            for (int i = 0; i < n; i++) {
                gram[i][i] += ratio;
            }
            logDeterminant += whiten(gram, scaled) - n * Math.log(ratio);
            directions = scaled;
        }
        return new FeatureDistribution(floats(mean), floats(deviation), flat(directions, p), noise, logDeterminant);
    }

    /** How many features there are. */
    int features() {
        return mean.length;
    }

    /** Mahalanobis distance from the mean, divided by the root of the number of features: about 1 for a usual part. */
    double distance(float[] features) {
        int p = mean.length;
        if (features.length != p) {
            throw new IllegalArgumentException("an image with " + features.length + " features, not " + p);
        }
        double[] scaled = new double[p];
        double square = 0;
        for (int j = 0; j < p; j++) {
            scaled[j] = ((double) features[j] - mean[j]) / deviation[j];
            square += scaled[j] * scaled[j];
        }
        for (int start = 0; start < directions.length; start += p) {
            double along = 0;
            for (int j = 0; j < p; j++) {
                along += directions[start + j] * scaled[j];
            }
            square -= along * along;
        }
        return Math.sqrt(Math.max(0, square) / noise / p);
    }

    /** How much the features differ from the mean altogether, as a share of the mean's length: without regard to what is usual. */
    double change(float[] features) {
        double off = 0;
        double length = 0;
        for (int j = 0; j < mean.length; j++) {
            off += ((double) features[j] - mean[j]) * (features[j] - mean[j]);
            length += (double) mean[j] * mean[j];
        }
        return length == 0 ? 0 : Math.sqrt(off / length);
    }

    /** Logarithm of the density at that distance, in nats per feature, less a constant that all spreads share. */
    double logDensity(double distance) {
        return -0.5 * (distance * distance + logDeterminant / mean.length);
    }

    private static void moments(List<float[]> parts, double[] mean, double[] deviation) {
        int n = parts.size();
        int p = mean.length;
        for (float[] part : parts) {
            for (int j = 0; j < p; j++) {
                mean[j] += (double) part[j] / n;
            }
        }
        double meanVariance = 0;
        double meanSize = 0;
        double[] variance = new double[p];
        for (int j = 0; j < p; j++) {
            for (float[] part : parts) {
                double off = part[j] - mean[j];
                variance[j] += off * off / n;
            }
            meanVariance += variance[j] / p;
            meanSize += Math.abs(mean[j]) / p;
        }
        double floor = Math.max(Float.MIN_NORMAL, DEVIATION_FLOOR * meanSize);
        for (int j = 0; j < p; j++) {
            deviation[j] = Math.sqrt(variance[j] + VARIANCE_FLOOR * meanVariance + floor * floor);
        }
    }

    private static double[][] gram(double[][] rows) {
        int n = rows.length;
        double[][] products = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int k = 0; k < rows[i].length; k++) {
                    sum += rows[i][k] * rows[j][k];
                }
                products[i][j] = sum;
                products[j][i] = sum;
            }
        }
        return products;
    }

    /**
     * Multiplies {@code rows} from the left with the inverse of the lower Cholesky factor of a positive definite matrix. Both are
     * overwritten.
     *
     * @return the logarithm of the matrix's determinant
     */
    private static double whiten(double[][] matrix, double[][] rows) {
        double logDeterminant = 0;
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < i; j++) {
                double sum = matrix[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= matrix[i][k] * matrix[j][k];
                }
                matrix[i][j] = sum / matrix[j][j];
                subtract(rows[i], matrix[i][j], rows[j]);
            }
            double square = matrix[i][i];
            for (int k = 0; k < i; k++) {
                square -= matrix[i][k] * matrix[i][k];
            }
            matrix[i][i] = Math.sqrt(square);
            logDeterminant += Math.log(square);
            for (int k = 0; k < rows[i].length; k++) {
                rows[i][k] /= matrix[i][i];
            }
        }
        return logDeterminant;
    }

    private static void subtract(double[] row, double factor, double[] other) {
        for (int k = 0; k < row.length; k++) {
            row[k] -= factor * other[k];
        }
    }

    private static float[] floats(double[] values) {
        float[] narrowed = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrowed[i] = (float) values[i];
        }
        return narrowed;
    }

    private static float[] flat(double[][] rows, int length) {
        float[] values = new float[rows.length * length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) rows[i / length][i % length];
        }
        return values;
    }

    private static boolean isFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }
}
