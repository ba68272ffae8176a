// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

/**
 * One image's map, whatever its type.
 *
 * @param scores row-major, finite, values of {@code type}
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one call; never compared or kept
record ScoreMap(ScoreType type, double[] scores, int height, int width) {
    ScoreMap {
        if (height < 1 || width < 1 || scores.length != (long) height * width) {
            throw new IllegalArgumentException(
                    "a map of " + height + " x " + width + " cannot have " + scores.length + " scores");
        }
        for (int i = 0; i < scores.length; i++) {
            if (!Double.isFinite(scores[i])) {
                throw new IllegalArgumentException("the map has the score " + scores[i] + " at row " + i / width
                        + ", column " + i % width + "; metrics need finite scores");
            }
        }
    }

    static ScoreMap of(float[] values, int height, int width) {
        double[] scores = new double[values.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = values[i];
        }
        return new ScoreMap(ScoreType.FLOAT32, scores, height, width);
    }

    long[] keys() {
        long[] keys = new long[scores.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = type.key(scores[i]);
        }
        return keys;
    }

    double max() {
        double max = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            max = Math.max(max, score);
        }
        return max;
    }

    double mean() {
        double sum = 0;
        for (double score : scores) {
            sum += score;
        }
        return type.round(sum / scores.length);
    }

    /**
     * Average pooling by {@code size} x {@code size}, stride 1, no padding.
     *
     * @throws IllegalArgumentException if the map is smaller than that
     */
    ScoreMap pooled(int size) {
        if (size == 1) {
            return this;
        }
        if (size > height || size > width) {
            throw new IllegalArgumentException("a map of " + height + " x " + width
                    + " is smaller than the pooling window of " + size + " x " + size);
        }
        int rows = height - size + 1;
        int columns = width - size + 1;
        double[] across = new double[height * columns];
        for (int y = 0; y < height; y++) {
            slide(scores, y * width, 1, across, y * columns, 1, columns, size);
        }
        double[] sums = new double[rows * columns];
        for (int x = 0; x < columns; x++) {
            slide(across, x, columns, sums, x, columns, rows, size);
        }
        double count = (double) size * size;
        for (int i = 0; i < sums.length; i++) {
            sums[i] = type.round(sums[i] / count);
        }
        return new ScoreMap(type, sums, rows, columns);
    }

    /** Sums of {@code size} neighbours along one line; computed again each time, since a running sum would drift. */
    private static void slide(
            double[] in, int from, int inStep, double[] out, int to, int outStep, int count, int size) {
        for (int i = 0; i < count; i++) {
            double sum = 0;
            for (int k = 0; k < size; k++) {
                sum += in[from + (i + k) * inStep];
            }
            out[to + i * outStep] = sum;
        }
    }
}
