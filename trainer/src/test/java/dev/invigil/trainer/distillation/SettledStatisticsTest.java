// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.distillation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.tensor.HostTensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettledStatisticsTest {
    private final SettledStatistics statistics = new SettledStatistics();

    @Test
    void shouldAverageRunningStatisticsAndNothingElse() {
        statistics.add(state(1, 5));
        statistics.add(state(3, 7));

        assertThat(statistics.in(state(9, 9))).isEqualTo(state(2, 9));
    }

    @Test
    void shouldLeaveTheStateAloneBeforeItHasCountedAny() {
        assertThat(statistics.in(state(1, 5))).isEqualTo(state(1, 5));
    }

    private static Map<String, HostTensor> state(float mean, float weight) {
        return Map.of(
                "bn1.running_mean", HostTensor.of(new float[] {mean, -mean}, 2),
                "bn1.weight", HostTensor.of(new float[] {weight, weight}, 2));
    }
}
