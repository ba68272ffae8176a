// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.distillation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.TestDevice;
import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.NetworkState;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.tensor.HostTensor;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class FeatureScalingTest {
    private static final List<Double> FACTORS = List.of(3.0, 0.5, 7.0);

    @Test
    void shouldScaleEachLevelOfPlainAndProjectedBlocks() {
        shouldScaleEachLevel(new ResNet(4, false, layers(2, 4), false));
        shouldScaleEachLevel(new ResNet(3, false, layers(1, 4), false));
        shouldScaleEachLevel(new ResNet(3, true, layers(2, 4), false));
    }

    private static void shouldScaleEachLevel(ResNet network) {
        Map<String, HostTensor> weights = NetworkState.initial(
                network.describe(new Input("picture"), Scope.ROOT).layers(), new Random(2));
        byte[] picture = new byte[64 * 64 * 3];
        new Random(3).nextBytes(picture);
        HostTensor batch = FrozenEncoder.batch(64, List.of(picture));
        try (FrozenEncoder before = new FrozenEncoder(network, weights, TestDevice.CPU);
                FrozenEncoder after =
                        new FrozenEncoder(network, FeatureScaling.scaled(network, weights, FACTORS), TestDevice.CPU)) {
            List<HostTensor> small = before.features(batch);
            List<HostTensor> scaled = after.features(batch);
            for (int level = 0; level < 3; level++) {
                assertThat(norm(scaled.get(level)))
                        .isPositive()
                        .isCloseTo(FACTORS.get(level) * norm(small.get(level)), Percentage.withPercentage(0.01));
            }
        }
    }

    private static double norm(HostTensor tensor) {
        double sum = 0;
        for (double value : tensor.doubles()) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    private static List<ResNet.Layer> layers(int blocks, int channels) {
        return List.of(
                new ResNet.Layer(blocks, channels, channels),
                new ResNet.Layer(blocks, 2 * channels, 2 * channels),
                new ResNet.Layer(blocks, 3 * channels, 3 * channels));
    }
}
