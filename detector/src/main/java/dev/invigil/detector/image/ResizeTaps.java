// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import java.util.Arrays;

/**
 * Along one axis: which input samples make each output sample, and with which whole-number weights.
 *
 * @param first first input sample of each output sample
 * @param weights of each output sample, one per input sample from {@code first} on, with {@link #PRECISION} fractional
 *     bits
 */
@SuppressWarnings("ArrayRecordComponent") // internal tables, never compared
record ResizeTaps(int[] first, int[][] weights) {
    /** Fractional bits of a weight: 32, less 8 for the sample and 2 for what overshoots. */
    static final int PRECISION = 22;

    /** Not kept between images: computing them is much cheaper than one pass over the rows or columns. */
    static ResizeTaps of(int in, int out, ResizeFilter filter) {
        double scale = (double) in / out;
        double stretch = Math.max(scale, 1);
        double reach = filter.support() * stretch;
        int[] first = new int[out];
        int[][] weights = new int[out][];
        for (int i = 0; i < out; i++) {
            double centre = (i + 0.5) * scale;
            int from = Math.max((int) (centre - reach + 0.5), 0);
            int to = Math.min((int) (centre + reach + 0.5), in);
            double[] exact = new double[to - from];
            Arrays.setAll(exact, tap -> filter.weight((tap + from - centre + 0.5) * (1 / stretch)));
            double sum = 0;
            for (double weight : exact) {
                sum += weight;
            }
            first[i] = from;
            weights[i] = new int[exact.length];
            for (int tap = 0; tap < exact.length; tap++) {
                double fixed = exact[tap] / sum * (1 << PRECISION);
                weights[i][tap] = (int) (fixed < 0 ? fixed - 0.5 : fixed + 0.5);
            }
        }
        return new ResizeTaps(first, weights);
    }
}
