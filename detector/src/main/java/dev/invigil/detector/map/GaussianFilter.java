// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.map;

import java.util.Arrays;

/**
 * Gaussian smoothing with the semantics of SciPy's {@code gaussian_filter}: separable, down the columns first, then
 * along the rows; radius {@code (int) (4 sigma + 0.5)}; weights normalised in double; the border mirrored about the edge
 * between samples ({@code d c b a | a b c d | d c b a}), again and again where the map is smaller than the radius. Each
 * pass sums in double, in SciPy's order (centre, then pairs from the outside in), and is stored in the map's own type.
 *
 * <p>Immutable and free of shared buffers: one instance serves any number of threads.
 */
public final class GaussianFilter {
    private final double sigma;
    /** {@code weights[j]} belongs to the samples at distance j. */
    private final double[] weights;

    /**
     * @param sigma standard deviation in pixels; 0 leaves maps as they are
     */
    public GaussianFilter(double sigma) {
        if (!(sigma >= 0 && sigma <= 1000)) {
            throw new IllegalArgumentException("sigma must be 0 to 1000, not " + sigma);
        }
        this.sigma = sigma;
        this.weights = weights(sigma);
    }

    public double sigma() {
        return sigma;
    }

    /** The smoothed map, as a new one. */
    public AnomalyMap apply(AnomalyMap map) {
        return new AnomalyMap(map.height(), map.width(), apply(map.height(), map.width(), map.values()));
    }

    /** Smooths float32 values: both passes are rounded to float. */
    public float[] apply(int height, int width, float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        double[] columns = smoothColumns(height, width, wide);
        for (int i = 0; i < columns.length; i++) {
            columns[i] = (float) columns[i];
        }
        double[] smooth = smoothRows(height, width, columns);
        float[] narrow = new float[smooth.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) smooth[i];
        }
        return narrow;
    }

    /** Smooths float64 values. */
    public double[] apply(int height, int width, double[] values) {
        return smoothRows(height, width, smoothColumns(height, width, values));
    }

    private double[] smoothColumns(int height, int width, double[] in) {
        double[] out = new double[in.length];
        double[] sum = new double[width];
        for (int y = 0; y < height; y++) {
            scale(in, y * width, weights[0], sum);
            for (int j = weights.length - 1; j > 0; j--) {
                addPairs(in, mirror(y - j, height) * width, mirror(y + j, height) * width, weights[j], sum);
            }
            System.arraycopy(sum, 0, out, y * width, width);
        }
        return out;
    }

    private double[] smoothRows(int height, int width, double[] in) {
        int radius = weights.length - 1;
        int[] source = new int[width + 2 * radius];
        Arrays.setAll(source, i -> mirror(i - radius, width));
        double[] padded = new double[source.length];
        double[] out = new double[in.length];
        double[] sum = new double[width];
        for (int y = 0; y < height; y++) {
            for (int i = 0; i < padded.length; i++) {
                padded[i] = in[y * width + source[i]];
            }
            scale(padded, radius, weights[0], sum);
            for (int j = radius; j > 0; j--) {
                addPairs(padded, radius - j, radius + j, weights[j], sum);
            }
            System.arraycopy(sum, 0, out, y * width, width);
        }
        return out;
    }

    /** A loop of its own, without bounds tests inside, so that the compiler makes it vector code. */
    private static void scale(double[] in, int from, double weight, double[] sum) {
        for (int x = 0; x < sum.length; x++) {
            sum[x] = in[from + x] * weight;
        }
    }

    private static void addPairs(double[] in, int before, int after, double weight, double[] sum) {
        for (int x = 0; x < sum.length; x++) {
            sum[x] += (in[before + x] + in[after + x]) * weight;
        }
    }

    private static int mirror(int i, int size) {
        int inPeriod = Math.floorMod(i, 2 * size);
        return inPeriod < size ? inPeriod : 2 * size - 1 - inPeriod;
    }

    private static double[] weights(double sigma) {
        double[] half = new double[(int) (4 * sigma + 0.5) + 1];
        double sum = 0;
        for (int j = half.length - 1; j > 0; j--) {
            half[j] = Math.exp(-0.5 / (sigma * sigma) * j * j);
            sum += 2 * half[j];
        }
        half[0] = 1;
        sum += 1;
        for (int j = 0; j < half.length; j++) {
            half[j] /= sum;
        }
        return half;
    }
}
