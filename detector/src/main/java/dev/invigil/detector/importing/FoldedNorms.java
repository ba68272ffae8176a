// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.importing;

import dev.invigil.detector.checkpoint.TensorHeader;
import dev.invigil.detector.graph.Parameter;
import dev.invigil.detector.tensor.HostTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A ResNet's batch norms that were folded into the convolutions before them, which then have a bias. They become norms again that
 * add this bias and change nothing else: weight 1, mean 0, variance 1 less the epsilon that is added to it.
 */
final class FoldedNorms {
    private static final float EPSILON = 1e-5f;
    private static final List<String> PARTS = List.of("weight", "bias", "running_mean", "running_var");

    /** Names of convolutions' biases by the names of the norms that became part of them. */
    private final Map<String, String> biases = new TreeMap<>();

    private FoldedNorms() {}

    /** The norms that the network has, the file has not, and for which the file has a bias. */
    static FoldedNorms of(Map<String, Parameter> expected, Map<String, TensorHeader> given) {
        FoldedNorms folded = new FoldedNorms();
        for (String name : expected.keySet()) {
            if (!name.endsWith(".running_mean")) {
                continue;
            }
            String norm = name.substring(0, name.lastIndexOf('.'));
            Optional<String> bias = convolution(norm).map(convolution -> convolution + ".bias");
            if (bias.isPresent()
                    && given.containsKey(bias.get())
                    && !expected.containsKey(bias.get())
                    && PARTS.stream().noneMatch(part -> given.containsKey(norm + "." + part))) {
                folded.biases.put(norm, bias.get());
            }
        }
        return folded;
    }

    /** What a norm of a ResNet follows: {@code conv1} before {@code bn1}, {@code downsample.0} before {@code downsample.1}. */
    private static Optional<String> convolution(String norm) {
        int last = norm.lastIndexOf('.') + 1;
        String scope = norm.substring(0, last);
        String name = norm.substring(last);
        if (name.startsWith("bn")) {
            return Optional.of(scope + "conv" + name.substring(2));
        }
        return scope.endsWith("downsample.") && name.equals("1") ? Optional.of(scope + "0") : Optional.empty();
    }

    int count() {
        return biases.size();
    }

    boolean hasNorm(String parameter) {
        return parameter.contains(".") && biases.containsKey(parameter.substring(0, parameter.lastIndexOf('.')));
    }

    boolean hasBias(String name) {
        return biases.containsValue(name);
    }

    /** The file's tensor that holds this parameter of a norm; empty for what is the same in every folded norm. */
    Optional<String> source(String parameter) {
        String norm = parameter.substring(0, parameter.lastIndexOf('.'));
        return parameter.endsWith(".bias") ? Optional.of(biases.get(norm)) : Optional.empty();
    }

    /** A parameter of a norm that passes on what it gets. */
    static HostTensor neutral(Parameter parameter) {
        String name = parameter.name();
        float[] values = new float[parameter.size(0)];
        Arrays.fill(values, name.endsWith(".weight") ? 1 : name.endsWith(".running_var") ? 1 - EPSILON : 0);
        return HostTensor.of(values, parameter.shape());
    }
}
