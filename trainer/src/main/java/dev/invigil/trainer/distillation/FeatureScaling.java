// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.distillation;

import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.tensor.HostTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes an encoder's features larger or smaller, each level by a factor, and changes nothing else about what it computes: after a ReLU
 * a factor can be passed on from convolution to convolution.
 */
final class FeatureScaling {
    private final ResNet network;
    private final Map<String, HostTensor> weights;

    private FeatureScaling(ResNet network, Map<String, HostTensor> weights) {
        this.network = network;
        this.weights = new LinkedHashMap<>(weights);
    }

    /**
     * The encoder whose features are {@code factors} times as large.
     *
     * @param factors above 0, one per level, fine to coarse
     */
    static Map<String, HostTensor> scaled(ResNet network, Map<String, HostTensor> weights, List<Double> factors) {
        FeatureScaling spread = new FeatureScaling(network, weights);
        spread.scale(factors);
        return spread.weights;
    }

    private void scale(List<Double> factors) {
        boolean projected = weights.containsKey("layer1.0.downsample.0.weight");
        double incoming = projected ? 1 : factors.get(0);
        // without a projection the stem's output is added to layer1's, so both have one size
        norm("bn1", incoming);
        for (int level = 0; level < factors.size(); level++) {
            double outgoing = factors.get(level);
            for (int i = 0; i < network.layers().get(level).blocks(); i++) {
                String block = "layer%d.%d.".formatted(level + 1, i);
                multiply(block + "conv1.weight", 1 / incoming);
                norm(block + (network.bottleneck() ? "bn3" : "bn2"), outgoing);
                if (weights.containsKey(block + "downsample.0.weight")) {
                    multiply(block + "downsample.0.weight", 1 / incoming);
                    norm(block + "downsample.1", outgoing);
                }
                incoming = outgoing;
            }
        }
    }

    private void norm(String name, double factor) {
        multiply(name + ".weight", factor);
        multiply(name + ".bias", factor);
    }

    private void multiply(String name, double factor) {
        HostTensor tensor = weights.get(name);
        float[] values = tensor.floats();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] * factor);
        }
        weights.put(name, HostTensor.of(values, tensor.shape()));
    }
}
