// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.distillation;

import dev.invigil.detector.tensor.HostTensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The batch norms' running statistics, averaged over many steps. By themselves they follow the last few batches only, whose views
 * are few and unlike each other.
 */
final class SettledStatistics {
    private static final String RUNNING = ".running_";

    private final Map<String, double[]> sums = new HashMap<>();
    private int count;

    /** Counts the statistics of one more step. */
    void add(Map<String, HostTensor> state) {
        state.forEach((name, value) -> {
            if (name.contains(RUNNING)) {
                double[] values = value.doubles();
                double[] sum = sums.computeIfAbsent(name, n -> new double[values.length]);
                for (int i = 0; i < values.length; i++) {
                    sum[i] += values[i];
                }
            }
        });
        count++;
    }

    /** The state with the averages in place of its statistics; unchanged when none were counted. */
    Map<String, HostTensor> in(Map<String, HostTensor> state) {
        Map<String, HostTensor> settled = new LinkedHashMap<>(state);
        sums.forEach((name, sum) -> {
            float[] mean = new float[sum.length];
            for (int i = 0; i < mean.length; i++) {
                mean[i] = (float) (sum[i] / count);
            }
            settled.put(name, HostTensor.of(mean, state.get(name).shape()));
        });
        return settled;
    }
}
