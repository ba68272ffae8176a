// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.distillation;

import dev.invigil.detector.tensor.HostTensor;
import java.util.Arrays;

/** Mean and variance of each channel of a feature, gathered batch by batch. */
final class ChannelStatistics {
    private final double[] sums;
    private final double[] squares;
    private long count;

    ChannelStatistics(int channels) {
        sums = new double[channels];
        squares = new double[channels];
    }

    /** Counts N,C,H,W. */
    void add(HostTensor feature) {
        float[] values = feature.floats();
        int plane = feature.size(2) * feature.size(3);
        for (int first = 0; first < values.length; first += plane) {
            int channel = first / plane % sums.length;
            for (int i = first; i < first + plane; i++) {
                sums[channel] += values[i];
                squares[channel] += (double) values[i] * values[i];
            }
        }
        count += (long) feature.size(0) * plane;
    }

    /** 1,C,1,1. */
    HostTensor mean() {
        float[] means = new float[sums.length];
        for (int channel = 0; channel < means.length; channel++) {
            means[channel] = (float) (sums[channel] / count);
        }
        return HostTensor.of(means, 1, means.length, 1, 1);
    }

    /**
     * What each channel is multiplied by, 1,C,1,1: half-way between equal weight for all channels and the weight that their
     * variances give them. Anomaly maps listen to strong channels more, but rare, weak ones tell defects as well.
     */
    HostTensor factors() {
        double[] variances = variances();
        double mean = Arrays.stream(variances).average().orElseThrow();
        float[] factors = new float[variances.length];
        for (int channel = 0; channel < factors.length; channel++) {
            factors[channel] = (float) (1 / Math.sqrt((variances[channel] + mean) / 2 + 1e-12));
        }
        return HostTensor.of(factors, 1, factors.length, 1, 1);
    }

    /** The root of the channels' mean variance. */
    double spread() {
        return Math.sqrt(Arrays.stream(variances()).average().orElseThrow());
    }

    private double[] variances() {
        double[] variances = new double[sums.length];
        for (int channel = 0; channel < variances.length; channel++) {
            double average = sums[channel] / count;
            variances[channel] = Math.max(0, squares[channel] / count - average * average);
        }
        return variances;
    }
}
